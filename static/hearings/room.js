// The citizen's page: waits, shows where one stands, and goes into the call when called.

import { Call } from "./call.js";

const root = document.querySelector("[data-room]");
const CALM = 4000, BUSY = 800; // milliseconds between looks
let ready = false, joined = false, joining = false, state = "";

function show(name) {
  for (const part of root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
  call.part("ready").hidden = !ready || name !== "waiting";
}

const call = new Call(root, {
  onState: async (found) => {
    if (found.state !== state) alertTo(found.state);
    state = found.state;
    if (state === "waiting") standing(found);
    if (state !== "call" && joined) leave(); // before joining, or the new seat would be given up
    if (state === "called" && ready && !joining) await join();
    if (state === "called" && !ready) show("called");
    if (!["waiting", "called", "call"].includes(state)) over();
  },
});

function standing({ ahead, expected }) {
  show("waiting");
  call.part("ahead").textContent = ahead;
  const at = new Date(expected);
  for (const time of root.querySelectorAll("[data-part=expected]")) {
    time.dateTime = expected;
    time.textContent = clock(at, "Asia/Kolkata");
  }
  const here = clock(at);
  call.part("abroad").hidden = here === clock(at, "Asia/Kolkata");
  call.part("here").textContent = here;
}

function clock(at, timeZone) {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
}

async function join() {
  joining = true;
  joined = (await call.join()) || joined;
  joining = false;
  if (joined) show("call");
}

function leave() {
  joined = false;
  call.seat = null;
  call.mesh.close();
  call.part("stage").hidden = true;
}

function over() {
  call.end();
  show("over");
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
    ready = true;
    for (const part of root.querySelectorAll("[data-before]")) part.hidden = true;
    call.part("ready").hidden = state !== "waiting";
    call.part("stage").hidden = false;
    await call.devices.start({ video: button.dataset.ready === "video" });
    await call.look();
  });
}

call.run(() => (state === "waiting" ? CALM : BUSY));
