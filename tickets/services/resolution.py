from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import STATIONS, Officer
from tickets import blocks, codes, events, terms, texts
from tickets.lifecycle import CloseReason, Outcome, Reopening, Status
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access, clocks, forwarding
from tickets.services.once import done, mark
from tickets.sight import sight_of

LONGEST_OUTCOME = 900  # fits a WhatsApp message with the words put around it
REOPEN_DAYS = 7  # where no line says otherwise


@transaction.atomic
def give_outcome(
    *, ticket_id: int, by: Officer, at: datetime, outcome: Outcome, text: str
) -> Ticket:
    """Record what came of it, in words for the citizen, who is told; stops every clock."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.OUTCOME)
    words = texts.paragraphs(text, field="text", longest=LONGEST_OUTCOME, required=True)
    data = {"outcome": Outcome(outcome).value, "round": ticket.round}
    ticket.move_to(Status.OUTCOME_GIVEN, kind=events.OUTCOME, by=by, at=at, note=words, data=data)
    clocks.refresh(ticket)
    return ticket


@transaction.atomic
def propose(
    *, ticket_id: int, by: Officer, at: datetime, outcome: Outcome, text: str, once: str = ""
) -> Event:
    """Lay an outcome before whoever may give it. Tells the citizen nothing, stops no clock."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.PROPOSE)
    if said := done(ticket, events.PROPOSED, by=by, once=once):
        return said
    words = texts.paragraphs(text, field="text", longest=LONGEST_OUTCOME, required=True)
    data = {"outcome": Outcome(outcome).value, "round": ticket.round, **mark(once)}
    return ticket.record(events.PROPOSED, by=by, at=at, note=words, data=data)


def proposal(ticket: Ticket) -> Event | None:
    """Return the latest outcome proposed in the ticket's present round."""
    said = ticket.happened({events.PROPOSED})
    return next((each for each in reversed(said) if each.data["round"] == ticket.round), None)


@transaction.atomic
def close(
    *,
    ticket_id: int,
    by: Officer,
    at: datetime,
    reason: CloseReason,
    note: str = "",
    duplicate_of_code: str = "",
    together: str = "",
) -> Ticket:
    """Close the ticket: done once the citizen knows the outcome, otherwise with words why.

    `together` marks those that `tickets.services.together` closes in one go.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.CLOSE)
    explained = reason in {CloseReason.NOT_POLICE, CloseReason.FALSE, CloseReason.SPAM}
    words = texts.paragraphs(note, field="note", required=explained)
    if reason == CloseReason.DONE and ticket.status != Status.OUTCOME_GIVEN:
        raise DoesNotFollow(_("Tell the citizen the outcome first; then it is done."))
    data = {"reason": CloseReason(reason).value, **_marked(together)}
    if reason == CloseReason.DUPLICATE:
        ticket.duplicate_of = _original(ticket, by=by, typed=duplicate_of_code)
        data["duplicate_of"] = ticket.duplicate_of.code
    ticket.close_reason = reason
    ticket.move_to(Status.CLOSED, kind=events.CLOSED, by=by, at=at, note=words, data=data)
    clocks.refresh(ticket)
    return ticket


@transaction.atomic
def reopen(
    *, ticket_id: int, at: datetime, reason: str, by: Officer | None = None, together: str = ""
) -> Ticket:
    """Open it again, back with the station that had it.

    Without `by` the citizen said "not solved": once per outcome, within the line's days of it;
    that begins another round. An officer's reopening begins none: the same clocks go on, as if
    they had not stopped. `together` marks what was closed with others by mistake.
    """
    if by is None:
        ticket = access.take_for_citizen(ticket_id=ticket_id)
        _check_citizen_may_reopen(ticket, at)
    else:
        ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.REOPEN)
    words = texts.paragraphs(reason, field="reason", required=by is not None)
    how = _how(by, together)
    ticket.round += how == Reopening.NOT_SOLVED
    ticket.close_reason, ticket.duplicate_of = "", None
    with_station = ticket.unit.kind in STATIONS and ticket.unit.is_active
    if not with_station and ticket.unit.kind in STATIONS:
        ticket.unit = forwarding.received_at(ticket)
    data = {"round": ticket.round, "unit": ticket.unit.code, **terms.of(ticket, at=at)}
    data |= {"reopening": how.value, **_marked(together)}
    status = Status.WITH_STATION if with_station else Status.NEW
    ticket.move_to(status, kind=events.REOPENED, by=by, at=at, note=words, data=data)
    clocks.refresh(ticket)
    return ticket


def _how(by: Officer | None, together: str) -> Reopening:
    if by is None:
        return Reopening.NOT_SOLVED
    return Reopening.UNDO if together else Reopening.AGAIN


def _marked(together: str) -> dict[str, str]:
    return {"together": together} if together else {}


def _check_citizen_may_reopen(ticket: Ticket, at: datetime) -> None:
    told = _latest(ticket, events.OUTCOME)
    again = _latest(ticket, events.REOPENED)
    if told is None or (again is not None and again.number > told.number):
        raise DoesNotFollow(_("There is no outcome yet to disagree with."))
    days = ticket.line.reopen_days if ticket.line else REOPEN_DAYS
    if at > told.happened_at + timedelta(days=days):
        raise DoesNotFollow(_("The time to say that it is not solved has passed."))


def _latest(ticket: Ticket, kind: str) -> Event | None:
    return ticket.events.filter(kind=kind).order_by("number").last()


def _came_later(one: Ticket, other: Ticket, by: Officer) -> bool:
    """Say it as far as `by` may know: a refusal must not tell more than the page does."""
    sight = sight_of(by)
    hours = max(sight.hours(one), sight.hours(other))
    return blocks.start(one.arrived_at, hours) > blocks.start(other.arrived_at, hours)


def _original(ticket: Ticket, *, by: Officer, typed: str) -> Ticket:
    code = codes.read_code(typed)
    original = Ticket.objects.visible_to(by).filter(code=code).exclude(pk=ticket.pk).first()
    if original is None:
        raise Unacceptable(_("There is no other ticket with this code."), field="duplicate_of")
    if _came_later(original, ticket, by):
        # the clocks of the later one would give more time to the same matter
        raise Unacceptable(
            _("That ticket came later. Close that one, as a duplicate of this."),
            field="duplicate_of",
        )
    if original.duplicate_of_id is not None:
        raise Unacceptable(_("That ticket is itself a duplicate."), field="duplicate_of")
    if original.is_restricted and not ticket.is_restricted:
        # “duplicate” would tell whoever sees only this one that there is another
        raise Unacceptable(
            _("That ticket is restricted. Restrict this one first."), field="duplicate_of"
        )
    return original
