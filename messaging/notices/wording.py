"""The words of a notice, found when it is sent: until then a ticket or a post may have moved."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from districts.models import Officer
from messaging import bodies, purposes
from messaging.models import Notice, OfficerPhone, OutboundMessage
from messaging.notices import nonces
from messaging.notices.audience import TELLS, posts_told
from tickets import moments, policy
from tickets.codes import spaced
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.sight import Sight, sight_of

# what an approved text's buttons do, in their order
TAPS = {
    purposes.DUTY_NOTICE: (nonces.ACKNOWLEDGE, nonces.OPEN, nonces.NOT_MINE),
    purposes.DUTY_LOOK: (nonces.OPEN,),
    purposes.DUTY_CONFIDENTIAL: (nonces.OPEN,),
}
AT_ONCE = {Deed.ACKNOWLEDGE, Deed.RETURN}  # what DUTY_NOTICE offers


class NoLongerTrue(Exception):
    """The notice must not be sent: it tells what is over, or whom it no longer concerns."""


def renew(message: OutboundMessage, now: datetime) -> None:
    """Write a notice's words as things stand now; any other message stays as it is.

    Raises NoLongerTrue when the ticket has moved on, the officer may not know of it, holds no
    post it concerns, or has another telephone.
    """
    notice = message.notice
    if notice is None or message.reason != notice.reason:
        return
    officer = _still_told(notice, message)
    ticket = notice.event.ticket
    purpose = _purpose(officer, ticket)
    taps = [nonces.payload(notice, deed) for deed in TAPS[purpose]]
    text = purposes.TEXTS[purpose]
    with override(officer.language):
        values = {} if ticket.is_restricted else _facts(notice, sight_of(officer), now)
        titles = map(str, text.buttons)
        message.body = bodies.buttons(text.filled(values), list(zip(taps, titles, strict=True)))
    message.template, message.template_values, message.template_taps = purpose, values, taps
    if message.conversation is not None:
        message.conversation.language = officer.language
    OutboundMessage.objects.filter(pk=message.pk).update(template=purpose)


def _still_told(notice: Notice, message: OutboundMessage) -> Officer:
    """Return the officer if all that made us write the notice still holds."""
    event, officer = notice.event, notice.officer
    phone = OfficerPhone.objects.filter(officer=officer, officer__is_active=True)
    if not (
        phone.filter(conversation=message.conversation_id).exists()
        and Ticket.objects.visible_to(officer).filter(pk=event.ticket_id).exists()
        and posts_told(event).filter(officer=officer).exists()
        # one that tells of more is true as long as any of them is new
        and (notice.more or TELLS[event.kind].still_true(event))
    ):
        raise NoLongerTrue
    return officer


def _purpose(officer: Officer, ticket: Ticket) -> str:
    if ticket.is_restricted:
        return purposes.DUTY_CONFIDENTIAL
    can_answer = policy.deeds(officer, ticket) >= AT_ONCE
    return purposes.DUTY_NOTICE if can_answer else purposes.DUTY_LOOK


def _facts(notice: Notice, sight: Sight, now: datetime) -> dict[str, str]:
    """Return what a notice may tell: never a word of the tip, no place finer than a station."""
    event, ticket = notice.event, notice.event.ticket
    return {
        "reference": spaced(ticket.code),
        "what": _what(notice),
        "category": ticket.category.name if ticket.category else _("no category yet"),
        "area": ticket.unit.name,
        "left": _time(event, sight, now),
    }


def _what(notice: Notice) -> str:
    what = str(TELLS[notice.event.kind].what)
    if not notice.more:
        return what
    return _("%(what)s, and %(more)d more in the queue") % {"what": what, "more": notice.more}


def _time(event: Event, sight: Sight, now: datetime) -> str:
    """Return how long is left by the clock the event names, else by the next to run out."""
    clocks = event.ticket.clocks.running().order_by("due_at")
    named = event.data.get("clock")
    clock = clocks.filter(name=named).first() if named else clocks.first()
    if clock is None:
        [told] = sight.tell(event.ticket, [event])
        hours = told.hours
        return moments.block(told.at, hours, now=now) if hours else moments.age(told.at, now=now)
    return moments.until(clock.due_at, sight.hours_of(clock), now=now)
