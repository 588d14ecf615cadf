"""What a button of a notice sends back: the deed, the notice, and a proof that we made both."""

import hmac
import uuid
from dataclasses import dataclass
from uuid import UUID

from messaging.models import Notice
from vault.index import index
from vault.rings import index_key

TAP = "duty:"  # begins every choice that only officers are offered
ACKNOWLEDGE, NOT_MINE, OPEN, START = "acknowledge", "not_mine", "open", "start"
DEED = (ACKNOWLEDGE, NOT_MINE, OPEN)
PROOF = 32  # characters of hex


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap on a button of ours; `notice` is None when we never made such a button."""

    deed: str
    notice: UUID | None = None


def payload(notice: Notice, deed: str) -> str:
    """Return what the button for `deed` sends back; the same however often it is asked."""
    return f"{TAP}{deed}:{notice.pk.hex}:{_proof(notice.pk, deed)}"


def tapped(choice: str) -> Tap:
    """Read a choice that begins with TAP. One that was not made here names no notice."""
    deed, _, rest = choice.removeprefix(TAP).partition(":")
    name, _, proof = rest.partition(":")
    try:
        notice = uuid.UUID(hex=name)
    except ValueError:
        return Tap(deed)
    # as bytes: what a stranger sends need not be ASCII
    ours = hmac.compare_digest(_proof(notice, deed).encode(), proof.encode(errors="replace"))
    return Tap(deed, notice if ours else None)


def _proof(notice: UUID, deed: str) -> str:
    return index(f"{notice.hex}|{deed}", purpose="notice", key=index_key()).hex()[:PROOF]
