// What slides up from below: attachments, places, and the rows of a list.

import { button, byId, make, say, words } from "./elements.js";

const places = JSON.parse(byId("places").textContent);
const picker = byId("picker");
let picking = "photo";

export function prepare(actions) {
  for (const sheet of document.querySelectorAll("dialog.sheet")) {
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet) sheet.close(); // the dark part around it
    });
  }
  byId("attach").addEventListener("click", () => byId("attach-sheet").showModal());
  byId("open-places").addEventListener("click", openPlaces);
  prepareFiles(actions);
  preparePlaces(actions);
}

function prepareFiles(actions) {
  for (const choice of document.querySelectorAll("[data-pick]")) {
    choice.addEventListener("click", () => {
      picking = choice.dataset.pick;
      picker.accept = choice.dataset.accept;
      picker.toggleAttribute("capture", Boolean(choice.dataset.capture));
      picker.value = "";
      picker.click();
    });
  }
  picker.addEventListener("change", () => {
    byId("attach-sheet").close();
    if (picker.files.length) actions.sendFile({ kind: picking }, picker.files[0]);
  });
  for (const sample of document.querySelectorAll("[data-sample]")) {
    sample.addEventListener("click", () => {
      byId("attach-sheet").close();
      actions.sendFile({ kind: sample.dataset.sample, sample: sample.dataset.sample });
    });
  }
}

function preparePlaces(actions) {
  const form = byId("place-form");
  const share = (place) => {
    byId("place-sheet").close();
    actions.send({ kind: "location", ...place });
  };
  byId("sample-places").append(...places.map((place) => button(row(place.name, `${place.latitude}, ${place.longitude}`), () => share(place))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    share({ latitude: Number(form.latitude.value), longitude: Number(form.longitude.value) });
  });
  byId("where-am-i").addEventListener("click", () => {
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => share({ latitude: coords.latitude, longitude: coords.longitude }),
      () => say(words.refused),
    );
  });
}

export function openPlaces() {
  byId("attach-sheet").close();
  byId("place-sheet").showModal();
}

export function openList(message, onPick) {
  byId("list-title").textContent = message.list.button;
  const rows = message.list.sections.flatMap((section) => [
    section.title ? make("h3", "", section.title) : null,
    ...section.rows.map((choice) => button(row(choice.title, choice.description), () => {
      byId("list-sheet").close();
      onPick(choice.id);
    })),
  ]);
  byId("list-rows").replaceChildren(...rows.filter(Boolean));
  byId("list-sheet").showModal();
}

function row(title, description) {
  return make("span", "", make("b", "", title), description ? make("small", "", description) : null);
}
