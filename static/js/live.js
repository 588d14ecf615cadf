// The watch's list: how many wait stands in the title, and a new one can be heard.

const SOUND = "sound"; // kept on this device; silent until somebody wishes it
const base = document.title;
let heard = document.getElementById("live")?.dataset.newest ?? "";
let player = null;

const isOn = () => localStorage.getItem(SOUND) === "on";
// two notes of our own, a fourth apart: no file to fetch
const ring = () => {
  player ??= new AudioContext();
  player.resume();
  for (const [pitch, after] of [[784, 0], [1047, 0.18]]) {
    const note = player.createOscillator();
    const level = player.createGain();
    const start = player.currentTime + after;
    note.type = "triangle";
    note.frequency.value = pitch;
    level.gain.setValueAtTime(0.0001, start);
    level.gain.exponentialRampToValueAtTime(0.35, start + 0.02);
    level.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
    note.connect(level).connect(player.destination);
    note.start(start);
    note.stop(start + 0.55);
  }
  document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
};
const showButton = () => {
  const button = document.querySelector("[data-sound]");
  if (!button) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn()));
};
const showCount = () => {
  const count = Number(document.getElementById("live")?.dataset.waiting ?? 0);
  document.title = count ? `(${count}) ${base}` : base;
};

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sound]")) return;
  if (isOn()) localStorage.removeItem(SOUND);
  else localStorage.setItem(SOUND, "on");
  showButton();
  if (isOn()) ring();
});
// a browser lets no page sound before a hand has touched it
document.addEventListener("keydown", () => player?.resume(), { once: true });

document.addEventListener("htmx:afterSwap", () => {
  const list = document.getElementById("live");
  if (!list) return;
  showCount();
  showButton();
  const { newest } = list.dataset;
  if (newest && newest !== heard && isOn()) ring();
  heard = newest || heard;
});
// whoever keeps this page in a hidden tab hears of news, but does not count as looking
document.addEventListener("htmx:configRequest", (event) => {
  if (document.hidden) event.detail.headers["X-Unseen"] = "1";
});
showCount();
showButton();
