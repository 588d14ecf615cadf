// The panel beside the phone: the clock, the telephone's own switches, the faults.

import * as api from "./api.js";
import { button, byId, make, words } from "./elements.js";

const time = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit",
});

export function prepare(person, attempt) {
  const panel = byId("world");
  const open = (shown) => {
    panel.classList.toggle("is-open", shown);
    byId("world-open").setAttribute("aria-expanded", String(shown));
    (shown ? byId("world-close") : byId("world-open")).focus();
  };
  byId("world-open").addEventListener("click", () => open(!panel.classList.contains("is-open")));
  byId("world-close").addEventListener("click", () => open(false));
  for (const step of document.querySelectorAll("[data-travel]")) {
    const where = step.dataset.travel === "back" ? { back: true } : { hours: Number(step.dataset.travel) };
    step.addEventListener("click", () => attempt(() => api.travel(where)));
  }
  for (const name of ["online", "receipts"]) {
    byId(name).addEventListener("change", (event) => attempt(() => api.change(person.key(), { [name]: event.target.checked })));
  }
  byId("view-once").addEventListener("click", () => attempt(() => person.send({ kind: "unsupported" })));
  byId("new-id").addEventListener("click", () => attempt(() => api.change(person.key(), { new_id: true, line: person.line() })));
  byId("faults-clear").addEventListener("click", () => attempt(() => api.setFault({ clear: true })));
  for (const fault of document.querySelectorAll("[data-fault]")) prepareFault(fault, attempt);
  judging = ({ name, language, verdict }) => attempt(() => api.judge({ line: person.line(), name, language, verdict }));
}

function prepareFault(box, attempt) {
  const name = box.dataset.fault;
  const times = box.dataset.times ? { times: Number(box.dataset.times) } : {};
  box.addEventListener("change", () => attempt(() => api.setFault(box.checked ? { name, ...times } : { clear: name })));
}

export function tell(now) {
  byId("clock").textContent = time.format(new Date(now * 1000));
}

export function draw(view, citizen) {
  tell(view.now);
  const hours = Math.round(view.ahead / 3600);
  byId("ahead").textContent = hours ? `${words.ahead} ${hours} ${words.hours}` : words.now;
  byId("online").checked = citizen.online;
  byId("receipts").checked = citizen.receipts;
  const count = Object.keys(view.faults).length;
  byId("fault-count").hidden = !count;
  byId("fault-count").textContent = count;
  byId("world-open").classList.toggle("has-faults", count > 0);
  for (const box of document.querySelectorAll("[data-fault]")) box.checked = box.dataset.fault in view.faults;
  drawTemplates(view.templates);
}

let judging = () => {};
let drawn = "";

function drawTemplates(rows) {
  const state = JSON.stringify(rows);
  if (state === drawn) return;
  drawn = state;
  byId("templates").replaceChildren(...rows.map((row) => {
    const verdict = (status, label) => button(label, () => judging({ ...row, verdict: status }));
    const others = row.status === "APPROVED"
      ? [verdict("PAUSED", words.pause), verdict("REJECTED", words.reject)]
      : [verdict("APPROVED", words.approve)];
    const title = make("span", "", `${row.name} (${row.language}): ${words[row.status] || row.status}`);
    return make("li", "", title, make("div", "buttons", ...others));
  }));
}
