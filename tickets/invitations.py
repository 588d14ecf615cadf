"""Links into a hearing's room: worked out when they are needed, never written down. Pure.

What stands in the history is a door's number; whoever lacks the secret key can make nothing of
it. `hearings` knows a door by its digest alone, opens it once, and for one browser.
"""

import base64
import hashlib
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "tickets.invitations"
MARK = "🔗"  # stands in what officers read; the citizen's message has the link in its place


def token(ticket_id: int, door: int) -> str:
    """Return the unguessable part of the link to one door of a ticket. 160 bits."""
    mac = salted_hmac(SALT, f"{ticket_id}:{door}", algorithm="sha256").digest()[:20]
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def url(ticket_id: int, door: int) -> str:
    return f"{settings.PUBLIC_URL}/hearings/{token(ticket_id, door)}/"


def digest(presented: str) -> bytes:
    """Return what is stored of a door, so that the database opens none."""
    return hashlib.sha256(presented.encode(errors="replace")).digest()


def filled(body: Any, link: str) -> Any:
    """Return a message object with the link in every text where its mark stands."""
    if isinstance(body, str):
        return body.replace(MARK, link)
    if isinstance(body, dict):
        return {key: filled(value, link) for key, value in body.items()}
    if isinstance(body, list):
        return [filled(value, link) for value in body]
    return body
