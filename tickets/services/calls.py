from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Line, Officer, Unit
from tickets import callers, policy
from tickets.models import DeskEntry, Ticket
from tickets.policy import Deed
from tickets.refusals import NotAllowed, Unacceptable
from tickets.services import hearsay, intake
from tickets.services.hearsay import Told

KINDS = (Ticket.Kind.CALL, Ticket.Kind.COMPLAINT, Ticket.Kind.TIP)


def advice_for(entry: DeskEntry) -> tuple[str, ...]:
    """Return the numbers which whoever called must be told at once."""
    ticket = entry.ticket
    return hearsay.hear(Told(ticket.line, ticket.text, ticket.unit)).advice if ticket else ()


@transaction.atomic
def take_down(
    *,
    nonce: UUID,
    line: Line | None,
    text: str,
    by: Officer,
    at: datetime,
    kind: Ticket.Kind = Ticket.Kind.CALL,
    caller: str = "",
    unit: Unit | None = None,
    **about: Any,
) -> DeskEntry:
    """Open a ticket for a call or a visit; `about` as for `intake.open_ticket`.

    Safe to repeat: one nonce is one ticket. A caller's number is sealed for the gateway, which
    lets the caller hear of it; here it is gone when this returns. Words that accuse police restrict
    it, words of danger make it urgent. Raises as `open_ticket`.
    """
    number = callers.read_number(caller)
    _check(kind, number, line, by)
    entry, is_new = DeskEntry.objects.get_or_create(
        nonce=nonce, defaults={"by": by, "taken_at": at}
    )
    if not is_new:
        return _of(by, entry)
    about["place"] = callers.without_number(about.get("place", ""), number)
    written = callers.without_number(text, number)
    seat = unit or _seat(by, line)
    station = about.get("suggested_unit")
    heard = hearsay.hear(Told(line, written, seat, about.get("category"), station))
    about["priority"] = max(about.get("priority", Ticket.Priority.ORDINARY), heard.priority)
    about |= {"line": line, "unit": seat, "kind": kind, "text": written, "accused": heard.accused}
    entry.ticket = intake.open_ticket(by=by, at=at, **about)
    entry.caller = callers.sealed(number, nonce) if number else None
    entry.save(update_fields=["ticket", "caller"])
    return entry


def _of(by: Officer, entry: DeskEntry) -> DeskEntry:
    if entry.by_id != by.pk:
        raise Unacceptable(_("This form was sent by somebody else."), field="nonce")
    return entry


def _check(kind: Ticket.Kind, number: str, line: Line | None, by: Officer) -> None:
    if kind not in KINDS:
        raise Unacceptable(_("The desk writes down calls, visits and tips."), field="kind")
    if number and line is None:
        raise Unacceptable(_("Say which line answers this caller."), field="line")
    if line is not None and not _answers(by, line.unit.path):
        raise NotAllowed(_("Your post does not take calls."))


def _answers(by: Officer, line: str) -> bool:
    """Say whether `by` takes calls at, below or above the unit of a line."""
    own = policy.parts(by, Deed.OPEN)
    return any(line.startswith(path) or path.startswith(line) for path in own)


def _seat(by: Officer, line: Line | None) -> Unit | None:
    """Return the line's unit, or the desk's own where the line is that of an office above."""
    own = policy.parts(by, Deed.OPEN)
    if line is None or any(line.unit.path.startswith(path) for path in own):
        return line.unit if line else None
    within = Unit.objects.filter(path__in=own, path__startswith=line.unit.path)
    return within.first() or line.unit
