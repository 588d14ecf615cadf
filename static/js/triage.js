// The queue by keyboard. Every key presses something that stands on the page as well.

const OFF = "keys-off"; // kept on this device

const rows = () => [...document.querySelectorAll("#live .row-words")];
const window_ = () => document.getElementById("triage-window");
let last = ""; // id of the row worked on last, and its place, for when it leaves the list
let place = 0;

const current = () => {
  const all = rows();
  const row = document.activeElement?.closest(".row-item")?.querySelector(".row-words");
  return row ?? document.getElementById(last) ?? all[Math.min(place, all.length - 1)];
};
const stand = (row) => {
  if (!row) return;
  last = row.id;
  place = rows().indexOf(row);
  row.focus();
};
const move = (step) => {
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest(".row-item")?.querySelector(".row-words"));
  if (at < 0) stand(all[Math.min(place, all.length - 1)]);
  else stand(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
};
const press = (key) => {
  if (document.querySelector("#live [data-tick]:checked")) {
    document.querySelector(`#ticked [data-key="${key}"]`)?.click(); // all ticked ones at once
    return;
  }
  const row = current();
  const link = row?.closest(".row-item").querySelector(`[data-key="${key}"]`);
  if (!link) return;
  stand(row);
  ask(link);
};
const tick = () => {
  const row = current();
  row?.closest(".row-item").querySelector("[data-tick]")?.click();
  stand(row);
};
const ask = async (link) => {
  await htmx.ajax("GET", link.getAttribute("href"), { target: "#triage", swap: "innerHTML" });
  const shown = window_();
  if (!shown || !document.getElementById("h-triage")) return;
  if (!shown.open) shown.showModal();
  ready(shown);
};
// Enter confirms at once where the answer is suggested already; else it has to be given first
const ready = (shown) => {
  const open = shown.querySelector("select, input:not([type=hidden]), textarea");
  const wants = shown.querySelector(".errorlist, [data-choose]") || (open && !open.value);
  (wants ? open : shown.querySelector("[data-confirm]"))?.focus();
};

const DOES = {
  j: () => move(1),
  k: () => move(-1),
  o: () => current()?.click(),
  u: () => document.querySelector("[data-undo]")?.click(),
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.getElementById("keys")?.showPopover(),
  f: () => press("f"),
  c: () => press("c"),
  d: () => press("d"),
  s: () => press("s"),
  p: () => press("p"),
  x: tick,
};
const isTyping = (target) =>
  target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable], [popover]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (localStorage.getItem(OFF) || isTyping(event.target) || window_()?.open) return;
  const does = DOES[event.key];
  if (!does || !document.getElementById("live")) return;
  event.preventDefault();
  does();
});

// with a mouse the same window opens in place; a middle click still opens a page
document.addEventListener("click", (event) => {
  const close = event.target.closest("#triage-window [data-close]");
  if (close) {
    event.preventDefault();
    window_().close();
    document.getElementById(last)?.focus();
    return;
  }
  const link = event.target.closest(".row-deeds [data-key]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  stand(link.closest(".row-item").querySelector(".row-words"));
  ask(link);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys]")) return;
  if (event.target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
const showWhetherOn = () => {
  const box = document.querySelector("[data-keys]");
  if (box) box.checked = !localStorage.getItem(OFF);
};
showWhetherOn();

// A voice for what was done: said in a place that stays when the list is drawn anew.
const voice = document.createElement("p");
voice.className = "visually-hidden";
voice.setAttribute("role", "status");
document.body.append(voice);

// settled, because sataark.js puts the reader to the top of what was swapped
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "triage" && window_()?.open) ready(window_());
  if (event.target.id !== "main" || !document.getElementById("live")) return;
  showWhetherOn();
  const all = rows();
  stand(document.getElementById(last) ?? all[Math.min(place, all.length - 1)]);
  voice.textContent = document.querySelector("#main .notice")?.innerText ?? "";
});
