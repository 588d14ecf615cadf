"""Which events officers are told of, which posts, and for how long it stays true: a table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import F, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from districts import grants
from districts.models import STATIONS, Posting, Role
from tickets import events
from tickets.models import Event, Ticket

DESKS = (Role.DESK, Role.WATCH)
AT_STATION = (Role.STATION_HEAD, Role.STATION_OFFICER)
# after one of these the ticket lies elsewhere, or waits for something else
MOVES = (
    events.FORWARDED,
    events.RETURNED,
    events.HANDED_OVER,
    events.REOPENED,
    events.CLOSED,
    events.RESTRICTED,
)


@dataclass(frozen=True)
class Telling:
    what: Promise
    posts: Callable[[Event], QuerySet[Posting]]
    still_true: Callable[[Event], bool]


def posts_told(event: Event) -> QuerySet[Posting]:
    """Return the postings running now whose holders this event concerns.

    A ticket about police concerns only those at its unit who may see such tickets; and if life
    is in danger, the watch above with whom it was shared.
    """
    ticket = event.ticket
    if ticket.is_restricted:
        roles = grants.roles_with(grants.SEE_RESTRICTED)
        deciding = _over(ticket, roles).filter(unit=ticket.unit_id)
        is_danger = ticket.priority == Ticket.Priority.EMERGENCY
        return deciding | _over(ticket, DESKS) if is_danger else deciding
    return TELLS[event.kind].posts(event)


def _over(ticket: Ticket, roles: Collection[Role]) -> QuerySet[Posting]:
    """Return the postings in `roles` at the ticket's unit or above it."""
    over = Posting.objects.present().alias(path=Value(ticket.unit.path))
    return over.filter(path__startswith=F("unit__path"), role__in=roles)


def _desks(event: Event) -> QuerySet[Posting]:
    return _over(event.ticket, DESKS)


def _holders(event: Event) -> QuerySet[Posting]:
    """Return the station that has the ticket, or the desks while none has it."""
    stations = _over(event.ticket, AT_STATION)
    return stations if event.ticket.unit.kind in STATIONS else _desks(event)


def _named(event: Event) -> QuerySet[Posting]:
    """Return the post that the event itself names: the next on the ladder."""
    post = {"role": event.data.get("role"), "unit__code": event.data.get("unit")}
    return Posting.objects.present().filter(**post)


def _nothing_moved(event: Event) -> bool:
    """Say whether the ticket still stands where this event left it."""
    later = event.ticket.events.filter(number__gt=event.number, kind__in=MOVES)
    return event.ticket.status == event.data.get("status") and not later.exists()


def _clock_runs(event: Event) -> bool:
    return event.ticket.clocks.running().filter(name=event.data.get("clock")).exists()


TELLS: Mapping[str, Telling] = {
    events.OPENED: Telling(_("new"), _desks, _nothing_moved),
    events.FORWARDED: Telling(_("sent to your station"), _holders, _nothing_moved),
    events.RETURNED: Telling(_("back from the station"), _desks, _nothing_moved),
    events.HANDED_OVER: Telling(_("from another district"), _desks, _nothing_moved),
    events.REOPENED: Telling(_("opened again"), _holders, _nothing_moved),
    events.RESTRICTED: Telling(_("confidential"), _desks, _nothing_moved),
    events.WARNED: Telling(_("soon late"), _named, _clock_runs),
    events.ESCALATED: Telling(_("late, and now before you"), _named, _clock_runs),
}
