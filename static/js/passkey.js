// Asks the browser for a passkey and sends on what it says. Bytes travel as base64url.
const bytes = (said) =>
  Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

const wanted = ({ publicKey: asked }) => ({
  ...asked,
  challenge: bytes(asked.challenge),
  ...(asked.user && { user: { ...asked.user, id: bytes(asked.user.id) } }),
  ...(asked.allowCredentials && { allowCredentials: named(asked.allowCredentials) }),
  ...(asked.excludeCredentials && { excludeCredentials: named(asked.excludeCredentials) }),
});

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
const answerOf = (made) => ({
  id: made.id,
  rawId: written(made.rawId),
  type: made.type,
  response: Object.fromEntries(
    PARTS.filter((part) => made.response[part]).map((part) => [part, written(made.response[part])]),
  ),
});

const makeReady = (form) => {
  form.dataset.ready = "1";
  form.hidden = false;
  const failed = form.querySelector("[role=alert]");
  const go = async () => {
    failed.hidden = true;
    if (!form.reportValidity()) return;
    try {
      const publicKey = wanted(JSON.parse(form.dataset.options));
      const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.querySelector("[data-said]").value = JSON.stringify(answerOf(made));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  };
  form.querySelector("button[type=button]").addEventListener("click", go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
};
const makeAllReady = () => {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("form[data-passkey]:not([data-ready])").forEach(makeReady);
};
makeAllReady();
// a deed on a page may be answered by the question who is there
document.addEventListener("htmx:afterSwap", makeAllReady);
