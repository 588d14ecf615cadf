"""Who was told of a clock, read from a history that is at hand anyway."""

from collections.abc import Iterable

from districts.models import Unit
from tickets import events
from tickets.models import Clock, Escalation, Ticket

TOLD = frozenset({events.WARNED, events.ESCALATED})


def taken(clock: Clock, ticket: Ticket, units: Iterable[Unit]) -> list[Escalation]:
    """Return the steps that this clock took, in order, as rows that are not stored.

    Those at units that are not among `units` are left out.
    """
    known = {unit.code: unit for unit in units}
    mine = (clock.name, clock.round, clock.turn)
    told = (
        (known.get(event.data["unit"]), event)
        for event in ticket.happened(TOLD)
        if (event.data["clock"], event.data["round"], event.data["turn"]) == mine
    )
    return [
        Escalation(unit=unit, role=event.data["role"], taken_at=event.happened_at)
        for unit, event in told
        if unit is not None
    ]
