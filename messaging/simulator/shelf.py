"""Files that travelled: kept on disk, found by the id WhatsApp gives them."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from messaging.simulator import ids
from messaging.simulator.clock import Clock
from messaging.simulator.errors import GraphError

DAY = 24 * 3600
INBOUND_LIFE, UPLOADED_LIFE, LINK_LIFE = 7 * DAY, 30 * DAY, 300  # seconds


@dataclass(slots=True)
class File:
    id: str
    line: str
    mime: str
    name: str
    size: int
    sha256: str  # hex
    inbound: bool
    at: float

    @property
    def sha256_base64(self) -> str:
        return base64.b64encode(bytes.fromhex(self.sha256)).decode()


class Shelf:
    """Keeps the bytes under `folder`, one file an id."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self.files: dict[str, File] = {}
        self.key = secrets.token_bytes(16)  # links do not outlive the process
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes, *, line: str, mime: str, name: str = "", inbound: bool) -> File:
        digest = hashlib.sha256(data).hexdigest()
        now = self.clock.now()
        kept = File(ids.media_id(), line, mime, name, len(data), digest, inbound, now)
        (self.folder / kept.id).write_bytes(data)
        self.files[kept.id] = kept
        return kept

    def get(self, id: str) -> File:
        """Return the file unless it is gone or too old (7 days inbound, 30 uploaded)."""
        kept = self.files.get(id)
        if kept is None:
            raise GraphError(100, "The media id does not exist.")
        life = INBOUND_LIFE if kept.inbound else UPLOADED_LIFE
        if self.clock.now() >= kept.at + life:
            raise GraphError(100, "The media id has expired.")
        return kept

    def read(self, kept: File) -> bytes:
        return (self.folder / kept.id).read_bytes()

    def delete(self, id: str) -> None:
        self.get(id)
        del self.files[id]
        (self.folder / id).unlink(missing_ok=True)

    def link(self, kept: File, base: str) -> str:
        """Return a link that works for five minutes, and only with the token."""
        expires = int(self.clock.now()) + LINK_LIFE
        signature = ids.link_signature(self.key, kept.id, expires)
        place = f"{base}/lookaside/whatsapp_business/attachments/"
        return f"{place}?mid={kept.id}&ext={expires}&hash={signature}"

    def follow(self, *, mid: str, expires: str, signature: str) -> File | None:
        """Return the file a link leads to, or None if the link is false or too old."""
        kept = self.files.get(mid)
        if kept is None or not expires.isdigit() or int(expires) <= self.clock.now():
            return None
        genuine = ids.link_signature(self.key, mid, int(expires))
        return kept if secrets.compare_digest(genuine, signature) else None
