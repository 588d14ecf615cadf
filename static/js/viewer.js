// Photos of a ticket one after the other: arrows, zoom, Escape. Nothing is fetched, and no cover
// lifted, that nobody asked for; without this file each photo opens on a page of its own.
const ZOOMS = [1, 1.5, 2.5, 4];
let dialog, stage, said, at, zoom;

const photos = () =>
  [...document.querySelectorAll(".gallery li")].filter((item) =>
    item.querySelector('img, [data-uncover="image"]'),
  );

const button = (sign, name, press) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-small";
  made.textContent = sign;
  made.ariaLabel = name;
  made.addEventListener("click", press);
  return made;
};

const build = () => {
  const told = document.querySelector("[data-viewer]").dataset;
  dialog = document.createElement("dialog");
  dialog.className = "viewer";
  dialog.ariaLabel = told.named;
  const tools = document.createElement("div");
  tools.className = "viewer-tools";
  said = document.createElement("p");
  said.setAttribute("role", "status");
  tools.append(
    said,
    button("←", told.previous, () => show(at - 1)),
    button("→", told.next, () => show(at + 1)),
    button("−", told.smaller, () => setZoom(zoom - 1)),
    button("+", told.larger, () => setZoom(zoom + 1)),
    button("✕", told.close, () => dialog.close()),
  );
  stage = document.createElement("div");
  stage.className = "viewer-stage";
  stage.tabIndex = 0;
  dialog.append(tools, stage);
  document.body.append(dialog);
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("close", () => photos()[at]?.querySelector("img, a")?.focus());
};

const setZoom = (step) => {
  zoom = Math.max(0, Math.min(ZOOMS.length - 1, step));
  stage.classList.toggle("zoomed", zoom > 0);
  stage.style.setProperty("--zoom", ZOOMS[zoom]);
};

const show = (number) => {
  const all = photos();
  at = (number + all.length) % all.length;
  setZoom(0);
  const looked = all[at].querySelector("img");
  const cover = all[at].querySelector("[data-uncover]");
  const shown = (looked ?? cover).cloneNode(true);
  shown.removeAttribute("id");
  stage.replaceChildren(shown);
  said.textContent = `${at + 1} / ${all.length}`;
  if (looked) shown.addEventListener("click", () => setZoom(zoom ? 0 : 1));
};

const onKey = (event) => {
  const moves = { ArrowLeft: () => show(at - 1), ArrowRight: () => show(at + 1) };
  const zooms = { "+": () => setZoom(zoom + 1), "=": () => setZoom(zoom + 1) };
  Object.assign(zooms, { "-": () => setZoom(zoom - 1), 0: () => setZoom(0) });
  const press = (zoom ? {} : moves)[event.key] ?? zooms[event.key];
  if (!press) return; // while it is large the arrows move the picture
  event.preventDefault();
  press();
};

document.addEventListener("click", (event) => {
  // a cover lifted in the viewer is lifted on the page too: sataark.js puts the photo here
  const inside = event.target.closest(".viewer [data-uncover]");
  if (inside) {
    event.preventDefault();
    event.stopImmediatePropagation();
    photos()[at].querySelector("[data-uncover]")?.click();
    show(at);
    stage.focus();
    return;
  }
  const photo = event.target.closest(".gallery img");
  if (photo) open(photo);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.(".gallery img")) open(event.target);
});

const open = (photo) => {
  if (!dialog) build();
  dialog.showModal();
  show(photos().indexOf(photo.closest("li")));
  stage.focus();
};

// A voice: press the drawing to go there; what was heard is shaded.
document.addEventListener("click", (event) => {
  const wave = event.target.closest("[data-wave]");
  const audio = wave?.parentElement.querySelector("audio");
  if (!audio) return;
  const { left, width } = wave.getBoundingClientRect();
  const part = (event.clientX - left) / width;
  const go = () => (audio.currentTime = part * audio.duration);
  if (audio.duration) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
  audio.play();
});
document.addEventListener(
  "timeupdate",
  ({ target }) => {
    const wave = target.parentElement?.querySelector("[data-wave]");
    wave?.style.setProperty("--played", `${(100 * target.currentTime) / target.duration}%`);
  },
  true,
);
