// What an officer writes survives a lost network: here, for as long as this tab and this sign-in
// last (sessionStorage, emptied by sataark.js on signing out), and at the server once it is heard.
const WAIT = 700; // milliseconds after the last key
const timers = new WeakMap();
const keyOf = (form) => `draft:${form.dataset.draft}`;
const isWords = (name) => name !== "csrfmiddlewaretoken";

const wordsOf = (form) => {
  const data = new FormData(form);
  return [...data].filter(([name, value]) => typeof value === "string" && isWords(name));
};

const keep = (form) => sessionStorage.setItem(keyOf(form), JSON.stringify(wordsOf(form)));

const send = (form) => {
  const headers = { "X-CSRFToken": new FormData(form).get("csrfmiddlewaretoken") };
  const body = new URLSearchParams(wordsOf(form));
  // a page that is left meanwhile must not take its words with it
  fetch(form.dataset.draft, { method: "POST", body, headers, keepalive: true }).catch(
    () => {}, // kept here until there is a network
  );
};

const putBack = (form) => {
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept || form.querySelector(".errorlist")) return;
  const left = new Map();
  for (const [name, value] of JSON.parse(kept)) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!left.has(field.name) || field.type === "file") continue;
    const value = left.get(field.name).shift();
    if (value !== undefined && value !== field.value) field.value = value;
  }
};

const putAllBack = () => document.querySelectorAll("form[data-draft]").forEach(putBack);

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form || event.target.type === "file") return;
  keep(form);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(send, WAIT, form));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.draft) return;
  clearTimeout(timers.get(form));
  keep(form);
});

// done: the answer is the ticket as it then stands
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig.elt; // the event's own is gone with the old page
  if (form.dataset?.draft && event.detail.successful) sessionStorage.removeItem(keyOf(form));
});

const sayOffline = (event) => {
  const form = event.detail.elt.closest?.("form[data-draft]");
  if (!form) return;
  delete form.dataset.sent;
  const said = form.querySelector(".offline") ?? document.createElement("p");
  said.className = "notice notice-warning offline";
  said.setAttribute("role", "alert");
  said.textContent = form.dataset.offline;
  form.append(said);
};
document.addEventListener("htmx:sendError", sayOffline);
document.addEventListener("htmx:timeout", sayOffline);

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "main") putAllBack();
});
putAllBack();
