"""Sealed bodies on disk while the database cannot take them. What is here survives a crash.

<sha256>.box = one line of JSON (who signed, when, the box's id and hash) and the sealed box
"""

import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from messaging.models import Delivery
from messaging.models.delivery import SealedBody

log = logging.getLogger(__name__)

SUFFIX, UNFINISHED, CORRUPT = ".box", ".part", ".corrupt"
QUOTA = 1024 * 1024 * 1024  # bytes; beyond it WhatsApp is asked to come again
RESERVE = 64 * 1024 * 1024  # bytes left free on the disk for everything else
MEASURED_FOR = 1.0  # seconds a measurement of the folder is trusted
ABANDONED = 600  # seconds after which an unfinished file belongs to a process that died
AT_ONCE = 1000  # files put into the database by one call


class UnableToSpool(Exception):
    """The body is not on disk; whoever sent it must be told to try again."""


@dataclass
class _Measurement:
    at: float = float("-inf")
    size: int = 0  # bytes


_measured = _Measurement()


def folder() -> Path:
    return Path(settings.SATAARK_SPOOL_DIR)


def require_writable() -> None:
    """Write and remove a file as `keep` would. Raises UnableToSpool."""
    trial = folder() / f".{uuid4()}{UNFINISHED}"
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_durably(trial, b"trial")
        trial.unlink()
    except OSError as error:
        raise UnableToSpool(
            f"The spool folder {folder()} cannot be written ({error.strerror}); "
            "set SATAARK_SPOOL_DIR to one that can."
        ) from error


def keep(body: SealedBody) -> None:
    """Put a sealed body on disk, durably, under its digest. Raises UnableToSpool.

    Safe to repeat: the same body has the same name.
    """
    content = _header(body) + b"\n" + body.box
    name = body.digest.hex()
    unfinished = folder() / f".{name}.{uuid4()}{UNFINISHED}"
    try:
        _make_room(len(content))
        _write_durably(unfinished, content)
        os.replace(unfinished, folder() / f"{name}{SUFFIX}")
        _sync_folder()
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UnableToSpool("The spool cannot be written.") from error


def drain(*, now: datetime) -> int:
    """Put spooled bodies into the database, oldest first; return how many left the disk.

    Safe to repeat and to kill: a body is inserted (its digest is unique), then unlinked. A file
    cut short or changed is set aside as `.corrupt` with an alarm and never blocks the rest.
    """
    drained = 0
    for path in sorted(waiting(), key=_age)[:AT_ONCE]:
        try:
            body = _read(path)
        except FileNotFoundError:
            continue  # another drain was here
        if body is None:
            _set_aside(path)
            continue
        Delivery.objects.keep(body)
        path.unlink(missing_ok=True)
        drained += 1
    _forget_abandoned(now)
    return drained


def waiting() -> list[Path]:
    """Return the files still to be put into the database."""
    return [path for path in _files() if path.suffix == SUFFIX]


def set_aside() -> list[Path]:
    """Return the files nobody could read."""
    return [path for path in _files() if path.suffix == CORRUPT]


def kept_at(path: Path) -> datetime:
    return datetime.fromtimestamp(_age(path), UTC)


def _files() -> Iterator[Path]:
    return folder().iterdir() if folder().is_dir() else iter(())


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _make_room(size: int) -> None:
    if _size() + size > QUOTA:
        raise OSError("The spool is at its quota.")
    disk = os.statvfs(folder())
    if disk.f_bavail * disk.f_frsize < RESERVE + size:
        raise OSError("The disk is nearly full.")
    _measured.size += size


def _size() -> int:
    if time.monotonic() - _measured.at > MEASURED_FOR:
        with os.scandir(folder()) as entries:
            _measured.size = sum(_bytes(entry) for entry in entries)
        _measured.at = time.monotonic()
    return _measured.size


def _bytes(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat().st_size
    except FileNotFoundError:
        return 0


def _header(body: SealedBody) -> bytes:
    values = {
        "received_at": body.received_at.isoformat(),
        "signed_by": body.signed_by,
        "box_id": str(body.box_id),
        "sha256": hashlib.sha256(body.box).hexdigest(),
    }
    return json.dumps(values).encode("ascii")


def _read(path: Path) -> SealedBody | None:
    """Return the body in a file, or None when the file is not what `keep` wrote."""
    try:
        header, _, box = path.read_bytes().partition(b"\n")
        values = json.loads(header)
        if hashlib.sha256(box).hexdigest() != values["sha256"]:
            return None
        return SealedBody(
            digest=bytes.fromhex(path.stem),
            box=box,
            box_id=UUID(values["box_id"]),
            signed_by=values["signed_by"],
            received_at=datetime.fromisoformat(values["received_at"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _set_aside(path: Path) -> None:
    os.replace(path, path.with_suffix(CORRUPT))
    log.error("spool file cannot be read", extra={"file": path.stem[:16]})


def _forget_abandoned(now: datetime) -> None:
    """Remove what a process was writing when it died; nobody was told that it is kept."""
    for path in _files():
        if path.suffix == UNFINISHED and _age(path) < now.timestamp() - ABANDONED:
            path.unlink(missing_ok=True)


def _write_durably(path: Path, content: bytes) -> None:
    with open(path, "xb", opener=_owner_only) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder() -> None:
    descriptor = os.open(folder(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
