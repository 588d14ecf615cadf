"""A blueprint that somebody sends: what loading it would change, and then exactly that."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from districts.blueprint import Loaded, load
from districts.blueprint.source import FOLDER
from districts.models import BlueprintLoad, Officer

LARGEST_BYTES = 1_500_000
UNUSUAL = re.compile(r"[^a-z0-9._-]+")


def try_out(name: str, text: str, *, at: datetime) -> Loaded:
    """Return what loading would change, and change nothing. Raises UnableToLoad."""
    with transaction.atomic(), _as_file(name, text) as path:
        loaded = load(str(path), at=at)
        transaction.set_rollback(True)
    return loaded


def carry_out(name: str, text: str, *, by: Officer, at: datetime, seen: str) -> Loaded | None:
    """Load it if that still changes what was `seen`, by its fingerprint; else None, and nothing.

    Who did it is kept with every change. Raises UnableToLoad.
    """
    with transaction.atomic(), _as_file(name, text) as path:
        loaded = load(str(path), at=at)
        if fingerprint(loaded) != seen:
            transaction.set_rollback(True)
            return None
        if loaded.changes:
            told = [change.as_json() for change in loaded.changes]
            about = {"name": path.name, "number": len(told), "changes": told}
            BlueprintLoad.objects.create(by=by, at=at, **about)
    return loaded


def fingerprint(loaded: Loaded) -> str:
    """Return a mark of all changes: the same mark, the same changes."""
    return hashlib.sha256("\n".join(map(str, loaded.changes)).encode()).hexdigest()


@contextmanager
def _as_file(name: str, text: str) -> Iterator[Path]:
    """Put the text into a file of a folder of its own, beside the ground it may be built on."""
    stem = UNUSUAL.sub("-", Path(name).stem.lower()).strip("-.") or "blueprint"
    with TemporaryDirectory() as folder:
        (Path(folder) / "shared").symlink_to(FOLDER / "shared")
        path = Path(folder) / f"{stem[:60]}.yaml"
        path.write_text(text, encoding="utf-8")
        yield path
