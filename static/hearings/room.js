// The citizen's page: waits, shows where one stands, and goes into the call when called.

import { Call } from "./call.js";

const root = document.querySelector("[data-room]");
const CALM = 4000, BUSY = 800; // milliseconds between looks
const INDIA = "Asia/Kolkata";
let ready = "", joined = false, joining = false, spoke = false, state = "";

function show(name) {
  for (const part of root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
  call.part("ready").hidden = !ready || name !== "waiting";
  const before = !ready && ["waiting", "called"].includes(name);
  for (const part of root.querySelectorAll("[data-before]")) part.hidden = !before;
}

const call = new Call(root, {
  onState: async (found) => {
    if (found.state !== state) alertTo(found.state);
    state = found.state;
    if (state === "waiting") standing(found);
    if (state !== "call" && joined) leave(); // before joining, or the new seat would be given up
    if (["moved", "left"].includes(state) && !joining) aside(state);
    if (state === "called" && ready && !joining) await join();
    if (state === "called" && !ready) show("called");
    if (!["waiting", "called", "call", "moved", "left"].includes(state)) over();
  },
});

function standing({ ahead, expected, next }) {
  spoke = false;
  show("waiting");
  call.part("queue").hidden = false;
  call.part("your-turn").hidden = true;
  call.part("next").hidden = !next;
  call.part("later").hidden = next;
  call.part("ahead").textContent = ahead;
  const at = new Date(expected);
  for (const time of root.querySelectorAll("[data-part=expected]")) {
    time.dateTime = expected;
    time.textContent = clock(at, INDIA);
  }
  call.part("abroad").hidden = next || day(at) + clock(at) === day(at, INDIA) + clock(at, INDIA);
  call.part("here").textContent = `${day(at) === day(at, INDIA) ? "" : `${day(at)}, `}${clock(at)}`;
}

function clock(at, timeZone) {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
}

function day(at, timeZone) {
  return at.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short", timeZone });
}

async function join() {
  joining = true;
  if (!call.writes && !call.devices.isOn) await call.devices.start({ video: ready === "video" });
  joined = (await call.join()) || joined;
  joining = false;
  spoke ||= joined;
  if (joined) show("call");
}

function leave() {
  joined = false;
  call.mesh.close();
  call.part("stage").hidden = true;
}

// The same person speaks from another window, or has hung up: camera and microphone are let go.
function aside(why) {
  call.rest();
  show(why);
}

// Whoever has not spoken was given another day, or another link: the page itself says so.
function over() {
  call.end();
  if (state === "callback") show("callback");
  else if (spoke) show("over");
  else location.reload();
}

// Those who put the phone aside feel it and hear it, where the phone allows.
function alertTo(now) {
  if (now !== "called") return;
  navigator.vibrate?.([300, 200, 300]);
  document.title = `● ${document.title.replace(/^● /, "")}`;
}

for (const button of root.querySelectorAll("[data-ready]")) {
  button.disabled = false; // pressed before this program came, it would do nothing
  button.addEventListener("click", async () => {
    ready = button.dataset.ready;
    for (const part of root.querySelectorAll("[data-before]")) part.hidden = true;
    call.part("ready").hidden = state !== "waiting";
    call.part("stage").hidden = false;
    if (!call.writes) await call.devices.start({ video: ready === "video" });
    await call.look();
  });
}

for (const button of root.querySelectorAll("[data-go-on]")) {
  button.addEventListener("click", async () => {
    ready ||= "video";
    await join();
  });
}

for (const part of root.querySelectorAll("[data-before]")) part.hidden = false;
call.run(() => (["waiting", "moved", "left"].includes(state) ? CALM : BUSY));
