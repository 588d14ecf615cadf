// The only way out of the page: the relay of the web process, on the page's own address.

const base = document.body.dataset.relay;
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

async function ask(place, options = {}) {
  const answer = await fetch(`${base}${place}`, { credentials: "same-origin", ...options });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const error = body.error || {};
    throw Object.assign(new Error(error.error_data?.details || error.message || ""), { status: answer.status });
  }
  return body;
}

function post(place, body, headers = {}) {
  return ask(place, { method: "POST", body, headers: { "X-CSRFToken": token, ...headers } });
}

const postJson = (place, value) => post(place, JSON.stringify(value), { "Content-Type": "application/json" });

export const introduce = () => post("lines/", "");
export const look = (query) => ask(`api/phone?${new URLSearchParams(query)}`);
export const send = (citizen, message) => postJson(`api/citizens/${citizen}/messages`, message);
export const change = (citizen, state) => postJson(`api/citizens/${citizen}/state`, state);
export const travel = (where) => postJson("api/travel", where);
export const judge = (verdict) => postJson("api/templates", verdict);
export const setFault = (fault) => postJson("api/faults", fault);
export const mediaUrl = (id) => `${base}api/media/${id}`;

export function sendFile(citizen, fields, file = null) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append("file", file, file.name || "voice-note");
  return post(`api/citizens/${citizen}/files`, form);
}
