// Calls between a few browsers, each connected to each. Of two pages the one that sat down first
// offers; the other answers. Photos go from browser to browser; the server never has them.

const LOST_AFTER = 3000; // milliseconds in which a lost path may come back by itself
const CHUNK = 16000;
const GATHER = 60, AGAIN = 1000; // milliseconds before signals are sent, and sent again

export class Mesh {
  constructor({ tell, freshIce, onStream, onGone, onPhoto, onState }) {
    Object.assign(this, { tell, freshIce, onStream, onGone, onPhoto, onState });
    this.peers = new Map();
    this.tracks = { audio: null, video: null };
    this.queue = [];
  }

  sitDown(seat, ice) {
    for (const id of [...this.peers.keys()]) this.drop(id);
    this.queue = [];
    this.me = seat;
    this.ice = ice;
  }

  // Connect to whoever sits here now, and let go of whoever left.
  update(seats) {
    const ids = seats.map((seat) => seat.id).filter((id) => id !== this.me);
    for (const id of ids) if (!this.peers.has(id)) this.connect(id);
    for (const id of [...this.peers.keys()]) if (!ids.includes(id)) this.drop(id);
  }

  connect(id) {
    const pc = new RTCPeerConnection(this.ice);
    const peer = { id, pc, offers: this.me < id, stream: new MediaStream(), early: [], photo: null };
    this.peers.set(id, peer);
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.post(id, "candidate", candidate.toJSON());
    };
    pc.ontrack = ({ track }) => {
      peer.stream.addTrack(track);
      this.onStream(id, peer.stream);
    };
    pc.onconnectionstatechange = () => this.watch(peer);
    pc.ondatachannel = ({ channel }) => this.listen(peer, channel);
    if (peer.offers) {
      for (const kind of ["audio", "video"]) {
        const transceiver = pc.addTransceiver(kind, { direction: "sendrecv" });
        if (this.tracks[kind]) transceiver.sender.replaceTrack(this.tracks[kind]);
      }
      this.listen(peer, pc.createDataChannel("photos"));
      this.offer(peer);
    }
    return peer;
  }

  async offer(peer, options) {
    await peer.pc.setLocalDescription(await peer.pc.createOffer(options));
    this.post(peer.id, "description", peer.pc.localDescription.toJSON());
  }

  async receive({ from, kind, body }) {
    const peer = this.peers.get(from) || this.connect(from);
    if (kind === "candidate") return this.addCandidate(peer, body);
    // both looked for a new path at once: who offered first does so again, the other gives way
    if (body.type === "offer" && peer.offers && peer.pc.signalingState !== "stable") return undefined;
    await peer.pc.setRemoteDescription(body);
    for (const candidate of peer.early.splice(0)) await this.addCandidate(peer, candidate);
    if (body.type !== "offer") return undefined;
    for (const transceiver of peer.pc.getTransceivers()) {
      const track = this.tracks[transceiver.receiver.track.kind];
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(track);
    }
    await peer.pc.setLocalDescription(await peer.pc.createAnswer());
    return this.post(from, "description", peer.pc.localDescription.toJSON());
  }

  async addCandidate(peer, candidate) {
    if (!peer.pc.remoteDescription) peer.early.push(candidate);
    else await peer.pc.addIceCandidate(candidate).catch(() => {});
  }

  // A path that is lost is looked for anew: after another network, another mast, a short silence.
  watch(peer) {
    const state = peer.pc.connectionState;
    this.onState(peer.id, state);
    clearTimeout(peer.timer);
    if (!peer.offers) return;
    if (state === "failed") this.restart(peer);
    if (state === "disconnected") peer.timer = setTimeout(() => this.restart(peer), LOST_AFTER);
  }

  async restart(peer) {
    if (this.peers.get(peer.id) !== peer || peer.pc.signalingState !== "stable") return;
    this.ice = (await this.freshIce().catch(() => null)) || this.ice;
    if (this.peers.get(peer.id) !== peer) return;
    peer.pc.setConfiguration(this.ice);
    await this.offer(peer, { iceRestart: true });
  }

  restartAll() {
    for (const peer of this.peers.values()) this.restart(peer);
  }

  // A track, or null for none; no new offer is needed for it.
  async send(kind, track) {
    this.tracks[kind] = track;
    for (const { pc } of this.peers.values()) {
      for (const transceiver of pc.getTransceivers()) {
        if (transceiver.receiver.track.kind === kind) await transceiver.sender.replaceTrack(track);
      }
    }
  }

  listen(peer, channel) {
    peer.channel = channel;
    channel.onmessage = ({ data }) => {
      if (data === "photo") peer.photo = [];
      else if (data === "end" && peer.photo) this.onPhoto(peer.id, peer.photo.splice(0).join(""));
      else if (peer.photo && peer.photo.length < 200) peer.photo.push(data);
    };
  }

  showPhoto(dataUrl) {
    for (const { channel } of this.peers.values()) {
      if (channel?.readyState !== "open") continue;
      channel.send("photo");
      for (let at = 0; at < dataUrl.length; at += CHUNK) channel.send(dataUrl.slice(at, at + CHUNK));
      channel.send("end");
    }
  }

  // Signals gather for a moment, so that a flurry of candidates is one request.
  post(to, kind, body) {
    this.queue.push({ to, kind, body });
    this.flushing ||= setTimeout(() => this.flush(), GATHER);
  }

  // What a lost network swallowed is told again: without it the path would never be found.
  async flush() {
    const told = this.queue.splice(0, 40), me = this.me;
    const again = await this.tell(told).then(() => false, () => this.me === me);
    if (again) this.queue.unshift(...told);
    const pause = again ? AGAIN : GATHER;
    this.flushing = this.queue.length ? setTimeout(() => this.flush(), pause) : null;
  }

  // The worst of what the others report of our picture, or voice: loss from 0 to 1, and room in
  // bits a second.
  async quality(kind) {
    let loss = 0, room = Infinity;
    for (const { pc } of this.peers.values()) {
      for (const stat of (await pc.getStats()).values()) {
        if (stat.type === "remote-inbound-rtp" && stat.kind === kind) {
          loss = Math.max(loss, stat.fractionLost || 0);
        }
        if (stat.type === "candidate-pair" && stat.nominated && stat.availableOutgoingBitrate) {
          room = Math.min(room, stat.availableOutgoingBitrate);
        }
      }
    }
    return { loss, room };
  }

  drop(id) {
    const peer = this.peers.get(id);
    clearTimeout(peer?.timer);
    peer?.pc.close();
    this.peers.delete(id);
    this.onGone(id);
  }

  close() {
    for (const id of [...this.peers.keys()]) this.drop(id);
  }
}
