// The phone page: who is writing, to which number, and a look at the chat every second.

import * as api from "./api.js";
import { draw, summary } from "./bubbles.js";
import { button, byId, make, say, words } from "./elements.js";
import * as recorder from "./recorder.js";
import * as sheets from "./sheets.js";
import * as world from "./world.js";

const EVERY = 1000; // milliseconds
const chosen = { citizen: sessionStorage.citizen || "asha", line: sessionStorage.line || "", quotes: "" };
const text = byId("text");
let view = null;
let version = null;
let looking = false;
let tabsShown = "";

const person = { key: () => chosen.citizen, line: () => chosen.line, send };

async function look() {
  if (looking) return;
  looking = true;
  const { citizen, line } = chosen;
  try {
    const open = document.visibilityState === "visible" ? "1" : "";
    const seen = await api.look({ citizen, line, open, since: version ?? "" });
    if (citizen !== chosen.citizen || line !== chosen.line) return; // another's telephone by now
    world.tell(seen.now);
    if (seen.chat) show(seen);
    if (seen.lines?.length === 0) await api.introduce();
    document.body.classList.remove("is-cut-off");
  } catch {
    document.body.classList.add("is-cut-off");
    say(words.no_answer);
  } finally {
    looking = false;
  }
}

function show(seen) {
  const before = view;
  view = seen;
  version = seen.version;
  if (seen.lines.length && !seen.lines.some((line) => line.id === chosen.line)) {
    choose({ line: seen.lines[0].id });
    return;
  }
  showCitizens();
  showLines();
  const citizen = seen.citizens.find((one) => one.key === chosen.citizen) || seen.citizens[0];
  world.draw(seen, citizen);
  byId("window").textContent = windowWords(citizen);
  byId("suggestions").hidden = seen.chat.length > 0;
  const chat = byId("chat");
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
  const grown = !before || before.chat.length !== seen.chat.length;
  draw(chat, seen, { tap, openList, openPlaces: sheets.openPlaces, quote });
  if (atEnd || grown) chat.scrollTop = chat.scrollHeight;
  if (!seen.desk_answers && before?.desk_answers) say(words.desk_silent);
}

function windowWords(citizen) {
  if (!citizen.online) return words.off;
  if (!view.lines.length) return words.no_lines;
  if (view.window_open) return words.window_open;
  return view.chat.some((message) => message.mine) ? words.window_closed : words.window_new;
}

function showCitizens() {
  const shown = JSON.stringify([view.citizens, chosen.citizen]);
  if (shown === tabsShown) return; // a tab that is drawn anew loses the press that is under way
  tabsShown = shown;
  const tabs = view.citizens.map((citizen) => {
    const shows = words[citizen.has_parent ? "shows_parent" : `shows_${citizen.shows}`];
    const detail = citizen.shows === "bsuid" ? `@${citizen.username}` : `+${citizen.phone}`;
    const who = make("span", "tab-who", make("b", "", citizen.name), make("small", "", detail), make("small", "tab-shows", shows));
    const unread = citizen.unread ? make("span", "count", String(citizen.unread)) : null;
    const tab = button(make("span", `avatar avatar-${citizen.key}`, [...citizen.name][0]), () => choose({ citizen: citizen.key }), "tab");
    tab.append(who, unread ?? "");
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "phone");
    tab.setAttribute("aria-selected", String(citizen.key === chosen.citizen));
    tab.tabIndex = citizen.key === chosen.citizen ? 0 : -1;
    return tab;
  });
  const hadFocus = byId("citizens").contains(document.activeElement);
  byId("citizens").replaceChildren(...tabs);
  if (hadFocus) byId("citizens").querySelector("[aria-selected=true]")?.focus();
}

function showLines() {
  const select = byId("line");
  const options = view.lines.map((line) => new Option(line.name, line.id, false, line.id === chosen.line));
  const drawn = [...select.options].map((option) => option.value + option.text).join();
  if (drawn !== options.map((option) => option.value + option.text).join()) select.replaceChildren(...options);
  select.value = chosen.line;
}

function choose(change) {
  Object.assign(chosen, change, { quotes: "" });
  sessionStorage.citizen = chosen.citizen;
  sessionStorage.line = chosen.line;
  byId("quoting").hidden = true;
  byId("chat").replaceChildren(); // nobody answers what was said to another
  version = null;
  view = null;
  looking = false;
  look();
}

async function attempt(deed) {
  try {
    await deed();
  } catch (error) {
    say(`${words.refused} ${error.message}`);
  }
  await look();
}

function send(message) {
  const quotes = chosen.quotes;
  quote(null);
  return api.send(chosen.citizen, { line: chosen.line, quotes, ...message });
}

function tap(message, choice) {
  attempt(() => send({ kind: "tap", message: message.id, choice }));
}

function openList(message) {
  sheets.openList(message, (choice) => tap(message, choice));
}

function quote(message) {
  chosen.quotes = message?.id ?? "";
  byId("quoting").hidden = !message;
  byId("quoting-text").textContent = message ? summary(message) : "";
  if (message) text.focus();
}

function showSendOrRecord() {
  const empty = !text.value.trim();
  byId("send").hidden = empty;
  byId("record").hidden = !empty;
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 120)}px`;
}

function sayText(sentence) {
  attempt(() => send({ kind: "text", text: sentence }));
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!text.value.trim()) return;
  sayText(text.value);
  text.value = "";
  showSendOrRecord();
});
text.addEventListener("input", showSendOrRecord);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("composer").requestSubmit();
  }
});
byId("line").addEventListener("change", (event) => choose({ line: event.target.value }));
byId("quoting-end").addEventListener("click", () => quote(null));
byId("citizens").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || !view) return;
  event.preventDefault();
  const keys = view.citizens.map((citizen) => citizen.key);
  choose({ citizen: keys[(keys.indexOf(chosen.citizen) + step + keys.length) % keys.length] });
});
for (const sentence of JSON.parse(byId("first-messages").textContent)) {
  byId("suggestions").append(button(sentence, () => sayText(sentence)));
}
const files = { sendFile: (fields, file) => attempt(() => api.sendFile(chosen.citizen, { line: chosen.line, ...fields }, file)) };
sheets.prepare({ ...files, send: (message) => attempt(() => send(message)) });
recorder.prepare(files);
world.prepare(person, attempt);
showSendOrRecord();
api.introduce().catch(() => {}).then(look);
setInterval(look, EVERY);
