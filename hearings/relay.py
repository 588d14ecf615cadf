"""Names and passwords for the TURN server that last minutes, made without asking it. Pure."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

LASTS = timedelta(minutes=10)  # a page asks anew before it changes networks


def ice(*, now: datetime, relay_only: bool) -> dict[str, Any]:
    """Return what a browser's RTCPeerConnection wants; no servers where none is set up.

    The name holds the end of its validity and nothing about anybody.
    """
    policy = {"iceTransportPolicy": "relay" if relay_only else "all"}
    if not settings.TURN_URLS or not settings.TURN_SECRET:
        return {"iceServers": [], **policy}
    until = int((now + LASTS).timestamp())
    username = f"{until}:{secrets.token_urlsafe(6)}"
    mac = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    server = {
        "urls": settings.TURN_URLS,
        "username": username,
        "credential": base64.b64encode(mac).decode(),
    }
    return {"iceServers": [server], **policy}


def leaves_writing(*, relay_only: bool) -> bool:
    """Say whether two pages could not find each other: no relay is set up, and only that may be."""
    return relay_only and not is_there()


def is_there() -> bool:
    return bool(settings.TURN_URLS and settings.TURN_SECRET)
