"""An officer's telephone: asked for and confirmed in the portal, proved by WhatsApp.

No number is typed and none is kept here: the telephone sends a code, and its address is sealed
like every other at the gateway. This side of it runs without keys.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from districts.models import Line, Officer
from messaging import bodies, outbox
from messaging.duty.phrases import say
from messaging.models import Alias, Conversation, OfficerPhone, PhoneClaim

LASTS = timedelta(minutes=10)  # for the code to come, and then for the last word
KEPT_UNUSED = timedelta(days=1)  # addresses that turned out to be no officer's


class UnableToRegister(Exception):
    """The telephone cannot be registered; the message is fit to show."""


def lines_for(officer: Officer) -> list[Line]:
    """Return the lines that serve, or lie within, the units where `officer` is posted now."""
    posts = officer.postings.current().values_list("unit__path", flat=True)
    return list(Line.objects.serving(*posts).filter(is_active=True).select_related("unit"))


def phone_of(officer: Officer) -> OfficerPhone | None:
    phones = OfficerPhone.objects.select_related("conversation__line")
    return phones.filter(officer=officer, officer__is_active=True).first()


def claim_of(officer: Officer, now: datetime) -> PhoneClaim | None:
    """Return the officer's claim while its code, or its last word, may still come."""
    fresh = Q(asked_at__gt=now - LASTS, came_at=None) | Q(came_at__gt=now - LASTS)
    return PhoneClaim.objects.select_related("line").filter(fresh, officer=officer).first()


@transaction.atomic
def ask(*, officer: Officer, line: Line, now: datetime) -> PhoneClaim:
    """Begin a registration on `line`; a claim made before is forgotten with its code."""
    if line not in lines_for(officer):
        raise UnableToRegister(_("This number does not serve your post."))
    PhoneClaim.objects.filter(officer=officer).delete()
    return PhoneClaim.objects.create(officer=officer, line=line, asked_at=now)


@transaction.atomic
def confirm(*, officer: Officer, now: datetime) -> OfficerPhone:
    """Register the telephone that sent the code, in place of any other. Raises UnableToRegister."""
    claims = PhoneClaim.objects.select_for_update().filter(officer=officer)
    claim = claims.filter(came_at__gt=now - LASTS).first()
    talk = claim.conversation if claim else None
    if claim is None or talk is None:
        raise UnableToRegister(_("The code has run out. Please get a new one."))
    held = OfficerPhone.objects.select_for_update().filter(conversation__contact=talk.contact_id)
    if held.exclude(officer=officer).exists():
        raise UnableToRegister(_("This telephone is registered for another officer."))
    _retire(officer, now, unless=talk)
    phone = OfficerPhone.objects.create(
        officer=officer, conversation=talk, ending=claim.ending, registered_at=now
    )
    claim.delete()
    _tell(talk, officer, f"registered:{phone.pk}", "registered", now, name=officer.name)
    return phone


def refuse(*, officer: Officer) -> None:
    """Forget the claim: the telephone that sent the code is somebody else's. Safe to repeat."""
    PhoneClaim.objects.filter(officer=officer).delete()


@transaction.atomic
def remove(*, officer: Officer, now: datetime) -> None:
    """End the officer's registration, from this moment. Safe to repeat."""
    _retire(officer, now)


def forget_left(*, now: datetime) -> None:
    """Forget the telephones of closed accounts, and addresses that serve no registration.

    Safe to repeat. What was queued for them is then kept unsent.
    """
    OfficerPhone.objects.filter(officer__is_active=False).delete()
    PhoneClaim.objects.filter(asked_at__lte=now - 2 * LASTS).delete()
    used = OfficerPhone.objects.filter(conversation__contact=OuterRef("contact"))
    unused = Alias.objects.filter(contact__is_officer=True, last_seen_at__lte=now - KEPT_UNUSED)
    unused.filter(~Exists(used)).delete()


def _retire(officer: Officer, now: datetime, *, unless: Conversation | None = None) -> None:
    for phone in OfficerPhone.objects.select_for_update().filter(officer=officer):
        if unless is None or phone.conversation_id != unless.pk:
            _tell(phone.conversation, officer, f"removed:{phone.pk}", "removed", now)
        phone.delete()


def _tell(
    talk: Conversation, officer: Officer, reason: str, key: str, now: datetime, **values: str
) -> None:
    with override(officer.language):
        body = bodies.text(say(key, **values))
    outbox.enqueue(conversation=talk, line_id=talk.line_id, reason=reason, body=body, at=now)
