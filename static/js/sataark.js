// What pages do besides htmx. Everything works without this file.

// On a phone the lists of an officer are wider than the screen: show the one that is open.
const current = document.querySelector(".nav-main [aria-current]");
current?.scrollIntoView({ block: "nearest", inline: "center" });

// A list nobody looks at asks for nothing; it catches up the moment it is seen again. One that is
// watched goes on: see live.js.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { dataset } = event.target;
  if (document.hidden && "live" in dataset && !("watch" in dataset)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const list of document.querySelectorAll("[data-live]")) htmx.trigger(list, "seen");
});

// What a page asks for by itself is no sign that somebody is there: a session ends all the same.
document.addEventListener("htmx:configRequest", (event) => {
  const { triggeringEvent, headers } = event.detail;
  if (!triggeringEvent || triggeringEvent.type === "seen") headers["Sataark-Unasked"] = "1";
});

// A list asked for after the session ended is answered by the sign-in page: go there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, target } = event.detail;
  const asked = new URL(requestConfig.path, location.href).pathname;
  if (target.id === "main" || new URL(xhr.responseURL).pathname === asked) return;
  event.detail.shouldSwap = false;
  location.reload();
});

// After an action the new page part is read from its top, by eye and by screen reader.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "main") return;
  event.target.focus({ preventScroll: true });
  window.scrollTo(0, 0);
});

// Whoever stood on what a fetched part replaces goes on there: on the same link, if it comes again,
// else from that part, not from the page's top. (What has an id keeps the focus: htmx sees to that.)
let stoodIn = null;
let stoodOn = null;
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  const here = document.activeElement;
  stoodIn = target.contains(here) ? target : null;
  stoodOn = here.getAttribute("href");
});
document.addEventListener("htmx:afterSwap", () => {
  if (!stoodIn || document.activeElement !== document.body) return;
  const part = stoodIn.isConnected ? stoodIn : document.getElementById(stoodIn.id);
  const same = stoodOn && part?.querySelector(`[href="${CSS.escape(stoodOn)}"]`);
  if (part && !same) part.tabIndex = -1;
  (same ?? part)?.focus({ preventScroll: true });
});

// Nothing that was typed stays readable once nobody is signed in here.
const forgetDrafts = () => {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("draft:")) sessionStorage.removeItem(key);
  }
};
if (!document.querySelector("details.me")) forgetDrafts();
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-leaves")) forgetDrafts();
});

// One menu at a time, closed by Escape or by a press elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.me[open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.me")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});

// A second press while the first is on its way is the same press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});

// A picture is fetched when somebody decides to look at it, in its place on the page.
document.addEventListener("click", (event) => {
  const cover = event.target.closest("[data-uncover]");
  if (!cover || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const isVideo = cover.dataset.uncover === "video";
  const shown = document.createElement(isVideo ? "video" : "img");
  shown.src = cover.href;
  shown.tabIndex = 0;
  if (isVideo) {
    shown.controls = true;
    shown.ariaLabel = cover.dataset.named;
  } else {
    shown.alt = cover.dataset.named;
  }
  cover.replaceWith(shown);
  shown.focus();
});
