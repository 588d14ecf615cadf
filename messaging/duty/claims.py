"""A code that has come from a telephone: whose it is, and whether it is still good."""

import hmac
from datetime import datetime

from django.utils.translation import override

from districts import patience
from districts.models import Officer
from messaging import identity
from messaging.duty.answers import Answer, told
from messaging.duty.codes import code_of
from messaging.duty.registration import LASTS
from messaging.models import Conversation, OfficerPhone, PhoneClaim


def take(talk: Conversation, code: str, now: datetime) -> tuple[Answer, Officer | None]:
    """Tie the officer's claim to the telephone that sent its code; return whose claim it was.

    Tries are counted by telephone. A claim takes one telephone; the last word is the officer's,
    in the portal.
    """
    wait = patience.admit(number="duty code", address=f"whatsapp {talk.contact_id}", now=now)
    if wait:
        return told("code_wait", minutes=str(wait // 60 + 1)), None
    claim = _claim(talk, code, now)
    if claim is None:
        return told("code_unknown"), None
    with override(claim.officer.language):
        return told(_tie(claim, talk, now)), claim.officer


def _tie(claim: PhoneClaim, talk: Conversation, now: datetime) -> str:
    """Tie the claim to the telephone, unless that is another officer's; return what to say."""
    held = OfficerPhone.objects.filter(conversation__contact=talk.contact_id)
    if held.exclude(officer=claim.officer).exists():
        return "taken"
    claim.conversation, claim.came_at = talk, now
    claim.ending = identity.ending_of(talk.contact)
    claim.save(update_fields=["conversation", "came_at", "ending"])
    return "code_came"


def _claim(talk: Conversation, code: str, now: datetime) -> PhoneClaim | None:
    open_ones = (
        PhoneClaim.objects.select_for_update(of=("self",))
        .select_related("officer")
        .filter(
            line=talk.line_id,
            conversation=None,
            asked_at__gt=now - LASTS,
            officer__is_active=True,
        )
    )
    # every one is compared: how long it takes tells nothing
    found = [one for one in open_ones if hmac.compare_digest(code_of(one), code)]
    return found[0] if found else None
