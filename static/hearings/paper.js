// The browser's own printing, one press away.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
