"""How each second of a ticket's clocks was counted, in words: derived from the history alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Unit
from tickets.clock import Reading, Stretch, Why
from tickets.clock.calendar import counted
from tickets.lifecycle import PauseReason, Reopening
from tickets.models import Ticket
from tickets.models.clock import ClockName
from tickets.services import clocks
from tickets.sight import OF_OFFICERS, sight_of

MINUTE = timedelta(minutes=1)
WORDS = {
    Why.COUNTS: _("counted"),
    Why.CLOSED: _("outside working hours"),
    Why.HOLIDAY: _("holiday"),
    Why.PAUSED: _("stood still"),
}
LULLS: dict[str, Any] = {
    Reopening.AGAIN: _("ended by officers, then opened again"),
    Reopening.UNDO: _("closed by mistake, then taken back"),
}


@dataclass(frozen=True)
class Account:
    """One clock and all time since it started, until it stopped or until now."""

    reading: Reading
    unit: str  # name of the desk or station that has it, or had it when it stopped
    stretches: Sequence[Stretch]
    now: datetime

    @property
    def name(self) -> str:
        return str(ClockName(self.reading.name).label)

    @property
    def allowed(self) -> timedelta:
        return self.reading.terms.minutes * MINUTE

    @property
    def counted(self) -> timedelta:
        return counted(self.stretches)

    @property
    def is_late(self) -> bool:
        return (self.reading.stopped_at or self.now) >= self.reading.due_at

    @property
    def lines(self) -> list[tuple[Stretch, str]]:
        return [(stretch, said(stretch)) for stretch in self.stretches]


def said(stretch: Stretch) -> str:
    """Return why a stretch counts or not, with the reason of a pause."""
    words = str(WORDS[stretch.why])
    if stretch.reason in PauseReason.values:
        return f"{words}: {PauseReason(stretch.reason).label}"
    if stretch.reason in LULLS:
        return f"{words}: {LULLS[stretch.reason]}"
    return words


def reckon(ticket: Ticket, *, now: datetime) -> list[Account]:
    """Return the accounts of all clocks of all rounds, in the order in which they started."""
    told = clocks.readings(ticket)
    units = Unit.objects.filter(code__in={reading.unit for reading in told})
    names = {unit.code: unit.name for unit in units}
    return [Account(r, names.get(r.unit, r.unit), r.account(now), now) for r in told]


def fit_for(officer: Officer, ticket: Ticket, accounts: Sequence[Account]) -> list[Account]:
    """Leave out what would tell a station to the second when the citizen wrote.

    Who sees the ticket exactly is told all; others only of clocks that officers start, in the
    first round, unless the citizen's answer may have ended a pause of theirs.
    """
    if not sight_of(officer).hours(ticket):
        return list(accounts)
    return [account for account in accounts if _is_officers(account.reading)]


def _is_officers(reading: Reading) -> bool:
    waited = any(pause.reason == PauseReason.CITIZEN for pause in reading.pauses)
    return reading.name in OF_OFFICERS and reading.round == 1 and not waited
