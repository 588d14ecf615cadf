"""When a message that an officer caused leaves: decided here, once, and stored in the outbox.

An officer who presses "send" beside a suspect must not hear the suspect's phone ring. So the
wait is drawn anew for each message from a source nobody can foresee, and nobody can set it.
Emergencies and hearings do not wait; what the talk itself answers never comes here.
"""

from datetime import datetime, timedelta
from secrets import SystemRandom

from districts.models import Line
from districts.timing import INDIA, Timing
from messaging import quiet
from messaging.models import Conversation, OutboundMessage
from tickets import events
from tickets.models import Event, Ticket

HALF_AN_HOUR = timedelta(minutes=30)  # safe hours last an hour at least
AWAKE = HALF_AN_HOUR  # whoever has just written is not woken by an answer
_chance = SystemRandom()


def moment(
    event: Event, *, line: Line, conversation: Conversation | None, now: datetime
) -> datetime | None:
    """Return when a message that `event` caused at `now` may leave; None: not unasked.

    Never before the line's shortest wait, always inside the citizen's own safe hours or else
    the line's decent ones, and not before the officer's words that still wait for the same
    citizen: they arrive in the order written.
    """
    if _presses(event):
        return quiet.moment(conversation, now)
    at = _in_hours(now + _between(*line.manners.delay), line.manners, conversation)
    if at is None or conversation is None:
        return at
    waiting = conversation.outbound.filter(state=OutboundMessage.State.QUEUED, event__isnull=False)
    last = waiting.order_by("-not_before").values_list("not_before", flat=True).first()
    return max(at, last or at)


def _presses(event: Event) -> bool:
    """Say whether waiting would defeat it: danger, and a hearing's turn, which passes."""
    urgent = event.ticket.priority == Ticket.Priority.EMERGENCY
    return urgent or event.kind in events.TOLD_OF_HEARING


def held_until(message: OutboundMessage, now: datetime) -> datetime | None:
    """Return until when a message must wait although its moment has come, or None.

    A number that could not speak until late in the evening does not ring phones at night.
    """
    talk = message.conversation
    if talk is None or message.event is None or not message.reason.startswith("event:"):
        return None
    if talk.last_inbound_at and now - talk.last_inbound_at < AWAKE:
        return None
    if _presses(message.event):
        at = quiet.moment(talk, now)
    else:
        at = _in_hours(now, message.line.manners, talk)
    return at if at and at > now else None


def _in_hours(at: datetime, timing: Timing, talk: Conversation | None) -> datetime | None:
    """Return `at`, or a moment after the next opening; hours a citizen chose go before ours."""
    if talk is None or not (talk.is_silent or talk.safe_until):
        return _decent(at, timing)
    safe = quiet.moment(talk, at)
    return safe + _between(timedelta(0), HALF_AN_HOUR) if safe and safe > at else safe


def _decent(at: datetime, timing: Timing) -> datetime:
    """Return `at`, or a moment drawn from the hours after the next opening."""
    if timing.is_decent(at):
        return at
    opens = timing.next_opening(at)
    shortest, longest = timing.delay
    closes = datetime.combine(opens.astimezone(INDIA).date(), timing.closes, INDIA)
    open_for = closes - opens - timedelta(minutes=1)
    return opens + _between(timedelta(0), min(longest - shortest, open_for))


def _between(shortest: timedelta, longest: timedelta) -> timedelta:
    return shortest + (longest - shortest) * _chance.random()
