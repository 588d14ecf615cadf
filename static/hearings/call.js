// One page's part in a call: looks about once a second, shows the others, types and sends photos.
// Both the citizen's room and the officer's desk use it; the words stand in the page.

import { Devices, photo } from "./devices.js";
import { Mesh } from "./mesh.js";

const BUSY = 800, QUALITY = 4000; // milliseconds
const PATIENCE = 8000; // with one request
// without an answer: the others have let go of us, or soon will; if nobody had one, each holds a
// path to a seat that is another's, and only sitting down anew brings them together
const GONE = 10000;

export class Call {
  constructor(root, { onState }) {
    this.root = root;
    this.onState = onState;
    this.base = root.dataset.base;
    this.csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
    this.after = 0;
    this.writes = "writing" in root.dataset; // no path that hides the caller: words alone
    this.names = new Map();
    this.mesh = new Mesh({
      tell: (signals) => this.post("tell/", { signals }),
      freshIce: async () => {
        const { state, ...ice } = (await this.get("ice/")) || {};
        return ice.iceServers ? ice : null;
      },
      onStream: (id, stream) => this.tile(id, stream),
      onGone: (id) => this.part("others").querySelector(`[data-seat="${id}"]`)?.remove(),
      onPhoto: (id, url) => this.showPhoto(this.names.get(id), url),
      onState: (id, state) => this.say(state === "connected" ? "connected" : "connecting"),
    });
    this.devices = new Devices({
      mesh: this.mesh,
      own: this.part("own"),
      say: (what) => this.say(what),
      onPicture: (on) => this.part("camera").setAttribute("aria-pressed", String(!on)),
    });
    this.buttons();
    addEventListener("online", () => this.mesh.restartAll());
    navigator.connection?.addEventListener?.("change", () => this.mesh.restartAll());
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  // Fails where the network does; a request that hangs on a weak one is given up.
  async fetch(path, options) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), PATIENCE);
    const how = { credentials: "same-origin", signal: giveUp.signal, ...options };
    try {
      const answer = await fetch(this.base + path, how);
      return { status: answer.status, data: answer.ok ? await answer.json() : null };
    } finally {
      clearTimeout(timer);
    }
  }

  async get(path) {
    const { status, data } = await this.fetch(path);
    return [403, 409, 410].includes(status) ? { state: "ended" } : data;
  }

  async post(path, told) {
    const { status, data } = await this.fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify(told || {}),
    });
    if (status === 429 || status >= 500) throw new Error("later");
    return data;
  }

  // Sit down, after a reload or a lost line anew; the devices stay on.
  async join() {
    const { seat, ...ice } = (await this.post("join/").catch(() => null)) || {};
    if (!seat) return false;
    this.seat = seat;
    this.hungUp = false;
    this.answered = Date.now();
    this.mesh.sitDown(seat, ice);
    this.part("stage").hidden = false;
    if (!this.writes) this.watching ||= setInterval(() => this.devices.watch(), QUALITY);
    return true;
  }

  // One look at a time: an older answer must not undo what a newer one began.
  look() {
    this.looking ||= this.lookOnce().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  async lookOnce() {
    const seat = this.seat;
    let found = null;
    try {
      found = await this.get(`look/?seat=${seat || ""}&after=${this.after}`);
      if (seat !== this.seat) return null; // sat down meanwhile: this answer is of before
      this.say(found ? "" : "waiting-for-network", true);
    } catch {
      this.say("waiting-for-network", true);
    }
    if (found?.state === "call" && this.hungUp) found = await this.post("leave/").catch(() => null);
    if (found?.state === "call") await this.take(found);
    if (found) await this.onState(found);
    return found;
  }

  // Camera, microphone and pictures end here at once, whatever the network does; the server is
  // told as soon as it can be.
  async hangUp() {
    this.hungUp = true;
    this.rest();
    await this.onState({ state: "left" });
    await this.look();
  }

  rest() {
    this.mesh.close();
    this.devices.stop();
    this.part("stage").hidden = true;
  }

  async take({ seats, signals }) {
    const silence = Date.now() - this.answered;
    this.answered = Date.now();
    if (silence > GONE && (await this.join())) return;
    for (const seat of seats) this.names.set(seat.id, seat.name);
    if (!this.writes) this.mesh.update(seats);
    if (seats.length < 2) this.say("connecting");
    else if (this.writes) this.say("writing");
    for (const signal of signals) {
      this.after = signal.id;
      if (signal.kind === "words") this.write(this.names.get(signal.from), signal.body.text);
      else await this.mesh.receive(signal).catch(() => {});
    }
  }

  run(pause = () => BUSY) {
    const again = async () => {
      await this.look().catch(() => {}); // the next look may go well
      if (!this.over) setTimeout(again, pause());
    };
    again();
  }

  end() {
    this.over = true;
    clearInterval(this.watching);
    this.rest();
  }

  // What is shown

  tile(id, stream) {
    let figure = this.part("others").querySelector(`[data-seat="${id}"]`);
    if (!figure) {
      figure = this.part("tile").content.firstElementChild.cloneNode(true);
      figure.dataset.seat = id;
      figure.querySelector("figcaption").textContent = this.names.get(id) || "";
      this.part("others").append(figure);
    }
    const video = figure.querySelector("video");
    if (video.srcObject !== stream) video.srcObject = stream;
    video.play().catch(() => this.say("tap-to-hear"));
  }

  // Say one of the sentences that stand in the page; a lost network goes before the rest.
  say(what, network = false) {
    const sentence = this.sentence(what);
    const line = this.part(network ? "network" : "state");
    if (line.textContent !== sentence) line.textContent = sentence;
  }

  sentence(what) {
    return this.root.querySelector(`[data-say="${what}"]`)?.textContent || "";
  }

  write(who, text) {
    const entry = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = `${who || ""}: `;
    entry.append(name, text);
    this.part("talk").append(entry);
    entry.scrollIntoView({ block: "nearest" });
  }

  showPhoto(who, url) {
    if (!url.startsWith("data:image/jpeg;base64,")) return;
    const image = new Image();
    image.src = url;
    image.alt = who || "";
    this.write(who, "");
    this.part("talk").lastElementChild.append(image);
  }

  // What can be pressed

  buttons() {
    const press = (name, does) => this.part(name)?.addEventListener("click", does);
    press("mute", ({ currentTarget }) => this.toggle(currentTarget, (on) => this.devices.mute(on)));
    press("camera", () => this.devices.picture ? this.devices.hide() : this.devices.show());
    press("turn", () => this.devices.turnRound());
    press("hang-up", () => this.hangUp());
    this.part("words-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const field = this.part("words");
      const text = field.value.trim();
      if (!text) return;
      const signals = [{ kind: "words", body: { text } }];
      const answer = await this.post("tell/", { signals }).catch(() => null);
      if (!answer) return this.say("not-sent", true);
      this.write(this.root.dataset.me, text);
      if (field.value.trim() === text) field.value = "";
    });
    this.part("photo").addEventListener("change", async ({ target }) => {
      if (!target.files[0]) return;
      const url = await photo(target.files[0]);
      target.value = "";
      this.mesh.showPhoto(url);
      this.showPhoto(this.root.dataset.me, url);
    });
  }

  toggle(button, does) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    does(on);
  }
}
