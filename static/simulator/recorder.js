// Voice notes from the microphone; where there is none, a sample goes in its place.

import { byId, icon, say, words } from "./elements.js";

const FORMATS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
let recorder = null;
let began = 0;
let ticking = 0;

export function prepare(actions) {
  byId("record").addEventListener("click", () => (recorder ? recorder.stop() : start(actions)));
}

async function start(actions) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
    recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
  } catch {
    recorder = null;
    say(words.no_microphone);
    actions.sendFile({ kind: "voice", sample: "voice" });
    return;
  }
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    const type = recorder.mimeType;
    for (const track of recorder.stream.getTracks()) track.stop();
    recorder = null;
    show(false);
    actions.sendFile({ kind: "voice" }, new File(pieces, "voice-note", { type }));
  });
  recorder.start();
  began = Date.now();
  show(true);
}

function show(recording) {
  byId("recording").hidden = !recording;
  byId("text").hidden = recording;
  byId("record").replaceChildren(icon(recording ? "stop" : "mic"));
  byId("record").classList.toggle("is-recording", recording);
  clearInterval(ticking);
  byId("recording-time").textContent = "0:00";
  if (recording) {
    ticking = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      byId("recording-time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 250);
  }
}
