// Ticked rows: they stay ticked when the list draws itself anew. Without this file all works as a form.

let ticked = new Set();

const boxes = () => [...document.querySelectorAll("#live [data-tick]")];
const show = () => {
  const all = boxes();
  ticked = new Set(all.filter((box) => box.checked).map((box) => box.value));
  const said = document.querySelector("[data-ticked]");
  if (said) said.textContent = ticked.size;
  const whole = document.querySelector("[data-tick-all]");
  if (!whole) return;
  whole.closest("label").hidden = false;
  whole.checked = all.length > 0 && ticked.size === all.length;
  whole.indeterminate = ticked.size > 0 && ticked.size < all.length;
};

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  } else if (!event.target.matches("[data-tick]")) return;
  show();
});
document.addEventListener("htmx:afterSwap", () => {
  for (const box of boxes()) box.checked = ticked.has(box.value);
  show();
});
// a browser that goes back fills boxes in by itself
window.addEventListener("pageshow", show);
