"""A station that stays silent at noon, and the ranks above it."""

from datetime import timedelta

from districts.models import Role
from tests.factories import NOON, make_officer
from tickets.models import Escalation, Ticket
from tickets.services import forwarding, intake

MINUTE = timedelta(minutes=1)
LADDER = [
    {"after_minutes": 0, "role": "circle", "branch": ""},
    {"after_minutes": 30, "role": "deputy", "branch": ""},
    {"after_minutes": 60, "role": "chief", "branch": ""},
]
# told apart from the warnings before, which are in test_warnings
LOUD = {"warn_percent": 0}
MINUTES = {"triage": 15, "acknowledge": 30, "act": 5000, "resolve": 9000}
DUE = NOON + 30 * MINUTE


def with_station(tree, line, *, station=None, **fields) -> Ticket:
    """Open at noon and forward at once."""
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x", **fields)
    desk = make_officer(Role.DESK, tree.district)
    return forwarding.forward(
        ticket_id=ticket.pk, by=desk, at=NOON, station=station or tree.station
    )


def told() -> list[tuple[str, int, set]]:
    steps = Escalation.objects.order_by("pk").prefetch_related("officers")
    return [(one.role, one.step, set(one.officers.all())) for one in steps]
