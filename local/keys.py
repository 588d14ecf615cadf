"""Secrets made up for development and tests, and which process may hold which."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from vault import rings

PUBLIC = rings.PUBLIC_KEYS
APP_SECRET, VERIFY, TOKEN = (
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
)
TURN, HEARING = "TURN_SECRET", "HEARING_KEYS"
# A line under a Meta app of its own names its secret or token by a longer name; so these are
# beginnings of names. Whoever is not listed gets none.
HELD_BY = {
    "web": (PUBLIC, APP_SECRET, VERIFY, TURN, HEARING),
    "turn": (TURN,),
    "gateway": (PUBLIC, rings.PRIVATE_KEYS, rings.INDEX_KEY, TOKEN, HEARING),
    "prepare": (PUBLIC,),
    # plays Meta: it signs what it delivers and knows the token it gave out
    "simulator": (APP_SECRET, VERIFY, TOKEN),
}
GUARDED = (PUBLIC, rings.PRIVATE_KEYS, rings.INDEX_KEY, APP_SECRET, VERIFY, TOKEN, TURN, HEARING)


def made_up() -> dict[str, str]:
    """Return a value for every secret the system needs, new at each call."""
    private = rings.PrivateRing.generate()
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        rings.PUBLIC_KEYS: private.public().text(),
        rings.PRIVATE_KEYS: private.text().reveal(),
        rings.INDEX_KEY: rings.encode(rings.new_index_key().reveal()),
        APP_SECRET: secrets.token_hex(16),
        VERIFY: secrets.token_urlsafe(16),
        TURN: secrets.token_urlsafe(32),
        HEARING: secrets.token_urlsafe(32),
        TOKEN: secrets.token_urlsafe(32),
    }


def kept(path: Path) -> dict[str, str]:
    """Return the secrets kept at `path`, readable by their owner only; make them the first time."""
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        lines = [f"{name}={value}\n" for name, value in made_up().items()]
        unfinished.write_text("".join(lines), encoding="ascii")
        os.replace(unfinished, path)
    return read(path)


def read(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of a file; blank lines and comments are left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def environment_of(process: str, everything: Mapping[str, str]) -> dict[str, str]:
    """Return what `process` may see of `everything`: all but the secrets that others hold."""
    mine = HELD_BY.get(process, ())
    return {
        name: value
        for name, value in everything.items()
        if name.startswith(mine) or not name.startswith(GUARDED)
    }
