// The officer's page in a call: joins at once, and leaves when the call has ended.

import { Call } from "./call.js";

const root = document.querySelector("[data-call]");
const call = new Call(root, {
  onState: ({ came, seats, state }) => {
    if (state === "moved" || state === "ended") return stop(state);
    root.dataset.came = String(Boolean(came));
    call.part("alone").hidden = (seats || []).length > 1;
    return undefined;
  },
});

function stop(why) {
  call.end();
  call.part("why").textContent = call.sentence(why);
  call.part("over").hidden = false;
  call.part("alone").hidden = true;
}

async function begin(tries) {
  if (await call.join()) {
    await call.devices.start({ video: true });
    call.run();
  } else if (tries) setTimeout(() => begin(tries - 1), 2000);
  else stop("ended");
}

begin(3);
