"""What officers are told on WhatsApp: of which events, whom, and in what words."""

from messaging.notices.audience import TELLS, Telling, posts_told
from messaging.notices.nonces import DEED, START, TAP, Tap, payload, tapped
from messaging.notices.wording import NoLongerTrue, renew

__all__ = [
    "DEED",
    "START",
    "TAP",
    "TELLS",
    "NoLongerTrue",
    "Tap",
    "Telling",
    "payload",
    "posts_told",
    "renew",
    "tapped",
]
