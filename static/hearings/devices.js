// Camera and microphone: both, or one, or none; whatever the phone and its owner allow.

const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 20, max: 24 } };
const POOR = { loss: 0.15, room: 90000 }; // above, or below, a picture does more harm than good
const LOOKS = 3; // in a row before the picture is stopped
const GOOD = { loss: 0.05, looks: 5, most: 80 }; // of the voice, before the picture is tried again

export class Devices {
  constructor({ mesh, own, say, onPicture }) {
    Object.assign(this, { mesh, own, say, onPicture, facing: "user", poor: 0, good: 0, rests: 0 });
  }

  async start({ video }) {
    await this.listen();
    if (video) await this.show();
    else this.onPicture(false);
  }

  async listen() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true },
      });
      this.voice = stream.getAudioTracks()[0];
      await this.mesh.send("audio", this.voice);
    } catch {
      this.say("no-microphone");
    }
  }

  get isOn() {
    return Boolean(this.voice || this.picture);
  }

  async show() {
    this.rests = 0;
    try {
      const video = { ...PICTURE, facingMode: this.facing };
      const stream = await navigator.mediaDevices.getUserMedia({ video });
      this.hide();
      this.picture = stream.getVideoTracks()[0];
      this.own.srcObject = stream;
      this.own.hidden = false;
      this.onPicture(true);
      await this.mesh.send("video", this.picture);
    } catch {
      this.say("no-camera");
    }
    return Boolean(this.picture);
  }

  hide() {
    this.rests = 0;
    this.picture?.stop();
    this.picture = null;
    this.own.srcObject = null;
    this.own.hidden = true;
    this.onPicture(false);
    this.mesh.send("video", null);
  }

  async turnRound() {
    this.facing = this.facing === "user" ? "environment" : "user";
    if (!this.picture) return;
    this.picture.stop(); // many phones open one camera at a time
    await this.show();
  }

  mute(quiet) {
    if (this.voice) this.voice.enabled = !quiet;
  }

  // On a poor network the voice goes on and the picture stops, until the voice comes well again.
  async watch() {
    if (this.picture) await this.watchPicture();
    else if (this.rests) await this.watchVoice();
  }

  async watchPicture() {
    const { loss, room } = await this.mesh.quality("video");
    this.poor = loss > POOR.loss || room < POOR.room ? this.poor + 1 : 0;
    if (this.poor < LOOKS) return;
    this.poor = this.good = 0;
    this.hide();
    // each time it fails, the picture rests twice as long
    this.rest = Math.min(GOOD.most, this.rest ? this.rest * 2 : GOOD.looks);
    this.rests = this.rest;
    this.say("voice-only");
  }

  async watchVoice() {
    const { loss } = await this.mesh.quality("audio");
    this.good = loss < GOOD.loss ? this.good + 1 : 0;
    if (this.good < this.rests) return;
    if (await this.show()) this.say("picture-again");
  }

  stop() {
    this.hide();
    this.voice?.stop();
    this.voice = null;
  }
}

// A photo as a small JPEG, drawn anew, so that nothing of where it was taken goes along.
export async function photo(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, 1280 / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.8);
}
