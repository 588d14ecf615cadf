// Drawing a chat: one bubble per message, a label per day, ticks under what one said oneself.

import { mediaUrl } from "./api.js";
import { button, icon, make, words } from "./elements.js";

const locale = document.documentElement.lang;
const hour = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const LINK = /(https?:\/\/[^\s]+)/;
const NAMES = { image: words.photo, video: words.video, audio: words.voice, document: words.file, location: words.location };

let kept = new Map(); // what is drawn already, so that a playing voice note plays on

export function draw(chat, view, actions) {
  const byId = new Map(view.chat.map((message) => [message.id, message]));
  const today = new Date(view.now * 1000).toDateString();
  const drawn = new Map();
  const keep = (key, draw) => drawn.set(key, kept.get(key) ?? draw());
  let lastDay = "";
  let lastMine = null;
  for (const message of view.chat) {
    const at = new Date(message.at * 1000);
    if (at.toDateString() !== lastDay) {
      lastDay = at.toDateString();
      const label = lastDay === today ? words.today : day.format(at);
      keep(`${lastDay} ${label}`, () => make("div", "day", make("span", "", label)));
    }
    const quoted = byId.get(message.quotes);
    const follows = message.mine === lastMine;
    lastMine = message.mine;
    keep(JSON.stringify([message, follows]), () => bubble(message, { quoted, follows, at, actions }));
  }
  kept = drawn;
  change(chat, [...drawn.values()]);
}

function change(chat, drawn) {
  drawn.forEach((element, position) => {
    if (chat.children[position] !== element) chat.insertBefore(element, chat.children[position] ?? null);
  });
  while (chat.children.length > drawn.length) chat.lastElementChild.remove();
}

function bubble(message, { quoted, follows, at, actions }) {
  const body = make("div", `bubble kind-${message.kind}`);
  if (message.forwarded) body.append(make("small", "forwarded", icon("forward"), words.forwarded));
  if (message.quotes) body.append(make("blockquote", quoted?.mine ? "quote quote-mine" : "quote", summary(quoted)));
  if (message.header) body.append(make("strong", "heading", message.header));
  body.append(...contents(message));
  if (message.text) body.append(make("p", "text", ...formatted(message.text)));
  if (message.footer) body.append(make("p", "footer", message.footer));
  body.append(make("span", "meta", make("time", "", hour.format(at)), message.mine ? ticks(message.status) : null));
  const reply = button(icon("reply"), () => actions.quote(message), "reply");
  reply.setAttribute("aria-label", words.quote);
  const row = make("article", `row ${message.mine ? "mine" : "theirs"}${follows ? " follows" : ""}`);
  row.dataset.id = message.id;
  row.append(make("div", "stack", make("div", "line", body, reply), ...taps(message, actions)));
  return row;
}

function contents(message) {
  if (message.place) return [place(message.place)];
  if (message.kind === "unsupported") return [make("p", "text once", icon("clock"), words.unsupported)];
  if (!message.media) return [];
  const { id, mime, name } = message.media;
  if (message.kind === "image") return [media("img", id, { alt: words.photo, loading: "lazy" })];
  if (message.kind === "video") return [media("video", id, { controls: true, preload: "metadata" })];
  if (message.kind === "audio") {
    return [make("div", "voice", make("span", "voice-dot", icon("mic")), media("audio", id, { controls: true, preload: "metadata" }))];
  }
  const link = make("a", "file", icon("file"), make("span", "", make("b", "", name || words.file), make("small", "", mime)));
  link.href = mediaUrl(id);
  link.download = name || "";
  return [link];
}

function media(tag, id, properties) {
  return Object.assign(make(tag, "media"), { src: mediaUrl(id), ...properties });
}

function place({ latitude, longitude, name }) {
  const spot = `${Number(latitude).toFixed(4)}, ${Number(longitude).toFixed(4)}`;
  return make("div", "place", make("div", "map", icon("pin")), make("b", "", name || words.location), make("small", "", spot));
}

function taps(message, actions) {
  const tappable = [];
  for (const choice of message.buttons || []) {
    tappable.push(button(choice.title, () => actions.tap(message, choice.id), "tap"));
  }
  if (message.list) {
    tappable.push(button(make("span", "", icon("list"), message.list.button), () => actions.openList(message), "tap"));
  }
  if (message.wants_place) {
    tappable.push(button(make("span", "", icon("pin"), words.send_location), actions.openPlaces, "tap"));
  }
  if (message.link?.url?.startsWith("https://") || message.link?.url?.startsWith(`${location.origin}/`)) {
    const link = make("a", "tap", message.link.display_text || words.link);
    tappable.push(Object.assign(link, { href: message.link.url, target: "_blank", rel: "noopener" }));
  }
  return tappable;
}

function ticks(status) {
  const name = status === "sent" ? "tick" : "ticks";
  const shown = make("span", `ticks ${status}`, icon(name));
  shown.setAttribute("role", "img");
  shown.setAttribute("aria-label", words[status === "played" ? "read" : status] || words.sent);
  return shown;
}

export function summary(message) {
  if (!message) return "…";
  return message.text || message.place?.name || NAMES[message.kind] || "…";
}

// WhatsApp's own marks: *bold*, _slanted_; and web addresses one can follow
function formatted(text) {
  return text.split(LINK).flatMap((part, position) => {
    if (position % 2) {
      return [Object.assign(make("a", "", part), { href: part, target: "_blank", rel: "noopener" })];
    }
    return part.split(/(\*[^*\n]+\*|(?<!\w)_[^_\n]+_(?!\w))/).map((piece) => {
      if (/^\*.+\*$/.test(piece)) return make("b", "", piece.slice(1, -1));
      return /^_.+_$/.test(piece) ? make("em", "", piece.slice(1, -1)) : piece;
    });
  });
}
