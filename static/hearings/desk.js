// The officer's page in a call: joins at once, and leaves when the call has ended.

import { Call } from "./call.js";

const root = document.querySelector("[data-call]");
const call = new Call(root, {
  onState: ({ came, seats, state }) => {
    if (state === "moved" || state === "ended") return stop(state);
    call.part("left").hidden = state !== "left";
    if (state === "left") call.rest();
    call.part("awaited").hidden = came !== false;
    call.part("alone").hidden = !came || seats.length > 1;
    return undefined;
  },
});

function stop(why) {
  call.end();
  call.part("why").textContent = call.sentence(why);
  call.part("over").hidden = false;
  for (const name of ["alone", "awaited", "left"]) call.part(name).hidden = true;
}

async function speak() {
  if (!(await call.join())) return false;
  call.part("left").hidden = true;
  if (!call.writes) await call.devices.start({ video: true });
  return true;
}

async function begin(tries) {
  if (await speak()) {
    call.run();
  } else if (tries) setTimeout(() => begin(tries - 1), 2000);
  else stop("ended");
}

call.part("go-on").addEventListener("click", speak);

begin(3);
