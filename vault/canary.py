"""A canary: proof that what the web process locks, the gateway can open."""

from vault.boxes import Context, UnableToOpen, seal, unseal
from vault.rings import PrivateRing, PublicRing

_CONTEXT = Context(purpose="canary", place="vault.canary", row="canary")
_SONG = b"canary"


def unreadable(public: PublicRing, private: PrivateRing) -> tuple[str, ...]:
    """The ids of the public keys whose boxes this private ring cannot open."""
    return tuple(
        name
        for name, key in zip(public.ids, public, strict=True)
        if not _opens(PublicRing([key]), private)
    )


def _opens(public: PublicRing, private: PrivateRing) -> bool:
    box = seal(_SONG, context=_CONTEXT, keys=public)
    try:
        return unseal(box, context=_CONTEXT, keys=private).reveal() == _SONG
    except UnableToOpen:
        return False
