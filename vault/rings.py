"""Key rings: several keys alive at once, the first of them current.

The only module of the vault that reads settings.
"""

import base64
import functools
import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings
from django.core.signals import setting_changed

from vault.secret import Secret

PUBLIC_KEYS = "SATAARK_VAULT_PUBLIC_KEYS"
PRIVATE_KEYS = "SATAARK_VAULT_PRIVATE_KEYS"
INDEX_KEY = "SATAARK_INDEX_KEY"

KEY_BYTES = 32
KEY_ID_BYTES = 8

_ENTRY = re.compile(r"([0-9a-f]{16}):([A-Za-z0-9_-]{43}=?)")
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")


class KeysUnusable(Exception):
    """This process has no usable keys; the message names the variable, never a key."""


class KeysMissing(KeysUnusable):
    pass


class KeysMalformed(KeysUnusable):
    pass


class PublicRing:
    """Keys that can only lock."""

    def __init__(self, keys: Iterable[X25519PublicKey]) -> None:
        self._keys = {key_id(key): key for key in keys}

    @classmethod
    def parse(cls, text: Secret[str], *, variable: str = PUBLIC_KEYS) -> Self:
        keys = []
        for position, name, raw in _entries(text, variable):
            key = X25519PublicKey.from_public_bytes(raw.reveal())
            _check_id(key, name, position, variable)
            keys.append(key)
        return cls(keys)

    @property
    def current_id(self) -> str:
        return next(iter(self._keys))

    @property
    def current(self) -> X25519PublicKey:
        return self._keys[self.current_id]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def __iter__(self) -> Iterator[X25519PublicKey]:
        return iter(self._keys.values())

    def text(self) -> str:
        """The ring as the environment variable spells it."""
        return ",".join(
            f"{name}:{encode(key.public_bytes_raw())}" for name, key in self._keys.items()
        )

    def __repr__(self) -> str:
        return f"<PublicRing {' '.join(self._keys)}>"


class PrivateRing:
    """Keys that can open."""

    def __init__(self, keys: Iterable[X25519PrivateKey]) -> None:
        self._keys = {key_id(key.public_key()): key for key in keys}

    @classmethod
    def parse(cls, text: Secret[str], *, variable: str = PRIVATE_KEYS) -> Self:
        keys = []
        for position, name, raw in _entries(text, variable):
            key = X25519PrivateKey.from_private_bytes(raw.reveal())
            _check_id(key.public_key(), name, position, variable)
            keys.append(key)
        return cls(keys)

    @classmethod
    def generate(cls) -> Self:
        return cls([X25519PrivateKey.generate()])

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def find(self, name: str) -> X25519PrivateKey | None:
        return self._keys.get(name)

    def public(self) -> PublicRing:
        return PublicRing(key.public_key() for key in self)

    def without(self, name: str) -> "PrivateRing":
        """The same ring less one key. It may be left empty, and then opens nothing."""
        return PrivateRing(key for mine, key in self._keys.items() if mine != name)

    def __iter__(self) -> Iterator[X25519PrivateKey]:
        return iter(self._keys.values())

    def __bool__(self) -> bool:
        return bool(self._keys)

    def text(self) -> Secret[str]:
        """The ring as the environment variable spells it."""
        return Secret(
            ",".join(
                f"{name}:{encode(key.private_bytes_raw())}" for name, key in self._keys.items()
            )
        )

    def __repr__(self) -> str:
        return f"<PrivateRing {' '.join(self._keys)}>"


@functools.cache
def public_ring() -> PublicRing:
    """The keys to lock with. Parsed once per process. Raises KeysMissing or KeysMalformed."""
    return PublicRing.parse(_setting(PUBLIC_KEYS))


@functools.cache
def private_ring() -> PrivateRing:
    """The keys to open with; only the gateway has them. Raises KeysMissing or KeysMalformed."""
    return PrivateRing.parse(_setting(PRIVATE_KEYS))


@functools.cache
def index_key() -> Secret[bytes]:
    """The key of the indexes; only the gateway has it. Raises KeysMissing or KeysMalformed."""
    text = _setting(INDEX_KEY)
    raw = _decode(text)
    if raw is None:
        raise KeysMalformed(f"{INDEX_KEY} is not 32 bytes in base64url.")
    return raw


def key_id(key: X25519PublicKey) -> str:
    """Sixteen hex characters derived from the key: no key can go by another's id."""
    digest = hashlib.sha256(b"sataark|vault|key id|" + key.public_bytes_raw())
    return digest.hexdigest()[: 2 * KEY_ID_BYTES]


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def new_index_key() -> Secret[bytes]:
    return Secret(secrets.token_bytes(KEY_BYTES))


def _setting(variable: str) -> Secret[str]:
    text = Secret(str(getattr(settings, variable, None) or "").strip())
    if not text:
        raise KeysMissing(f"{variable} is not set; `manage.py vault_keys generate` makes one.")
    return text


def _entries(text: Secret[str], variable: str) -> Iterator[tuple[int, str, Secret[bytes]]]:
    # Every local is a Secret or harmless: a traceback with its locals must not show a key.
    seen: set[str] = set()
    for position, entry in enumerate(map(Secret[str], text.reveal().split(",")), start=1):
        name, raw = _split(entry)
        if raw is None:
            raise KeysMalformed(
                f"{variable}: key number {position} is not written as id:key, "
                "sixteen hex characters, a colon, and 32 bytes in base64url."
            )
        if name in seen:
            raise KeysMalformed(f"{variable}: key number {position} is there twice.")
        seen.add(name)
        yield position, name, raw


def _split(entry: Secret[str]) -> tuple[str, Secret[bytes] | None]:
    found = _ENTRY.fullmatch(entry.reveal().strip())
    if found is None:
        return "", None
    return found[1], _decode(Secret(found[2]))


def _decode(text: Secret[str]) -> Secret[bytes] | None:
    if _KEY.fullmatch(text.reveal()) is None:
        return None
    raw = base64.urlsafe_b64decode(text.reveal().rstrip("=") + "=")
    # The last character carries two spare bits; one key must have one spelling.
    return Secret(raw) if encode(raw) == text.reveal().rstrip("=") else None


def _check_id(key: X25519PublicKey, name: str, position: int, variable: str) -> None:
    if key_id(key) != name:
        raise KeysMalformed(f"{variable}: key number {position} does not belong to the id {name}.")


def _forget(*, setting: str, **_: Any) -> None:
    if setting in {PUBLIC_KEYS, PRIVATE_KEYS, INDEX_KEY}:
        for parsed in (public_ring, private_ring, index_key):
            parsed.cache_clear()


setting_changed.connect(_forget, dispatch_uid="vault.rings")
