"""Desks: opened and closed live by officers of any rank, and the next caller for each."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from districts import grants
from districts.models import Officer
from districts.timing import INDIA
from hearings import callbacks, doors
from hearings.models import Call, Desk, HearingRequest, Window
from tickets import events, policy
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed
from tickets.services import access

State = HearingRequest.State


def windows_for(officer: Officer) -> list[Window]:
    """Return the hearings at which `officer` may open a desk."""
    parts = policy.parts(officer, Deed.HEAR)
    windows = Window.objects.of_units(*parts).exclude(weekdays=[])
    return list(windows.select_related("line__unit").order_by("line__code"))


def may_hear(officer: Officer, window: Window) -> bool:
    """Say whether a post that `officer` holds now hears citizens for this window."""
    parts = policy.parts(officer, Deed.HEAR)
    return any(window.line.unit.path.startswith(path) for path in parts)


@transaction.atomic
def open_desk(*, window_id: int, by: Officer, at: datetime) -> Desk:
    """Open a desk for `by`, with the lowest free number. Safe to repeat."""
    # in two tabs at once, at two hearings: the officer's own row lets one in after the other
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    locked = Window.objects.select_for_update(of=("self",)).select_related("line__unit")
    window = locked.filter(pk=window_id).first()
    if window is None:
        raise DoesNotFollow(_("This line holds no hearings."))
    policy.require_at(by, Deed.HEAR, window.line.unit)
    if own := Desk.objects.open().filter(officer=by).first():
        if own.window_id != window.pk:
            raise DoesNotFollow(_("You have a desk open at another hearing. Close that one first."))
        return own
    taken = set(Desk.objects.open().filter(window=window).values_list("number", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    return Desk.objects.create(window=window, officer=by, number=number, opened_at=at)


def own_desk(officer: Officer) -> Desk | None:
    """Return the desk `officer` has open."""
    own = Desk.objects.open().filter(officer=officer)
    return own.select_related("window__line__unit").first()


@transaction.atomic
def close_desk(*, by: Officer, at: datetime) -> None:
    """Close the desk of `by`; the queue goes on at the others. Safe to repeat."""
    desk = Desk.objects.open().select_for_update().filter(officer=by).first()
    if desk is None:
        return
    if Call.objects.live().filter(desk=desk).exists():
        raise DoesNotFollow(_("Finish the call first, or hand it to another desk."))
    desk.closed_at = at
    desk.save(update_fields=["closed_at"])


@transaction.atomic
def call_next(*, by: Officer, at: datetime) -> Call | None:
    """Call whoever is heard next to the desk of `by`; None when nobody waits.

    However many officers ask at one moment, each gets somebody else: a row that one has locked
    is passed over by the others.
    """
    desk = free_desk(by)
    waiting = desk.window.requests.in_queue().hearable_by(by)
    today = waiting.filter(day=at.astimezone(INDIA).date()).in_order()
    request = today.select_for_update(skip_locked=True, of=("self",)).first()
    return _call(desk, request, at) if request else None


@transaction.atomic
def call_this(*, request_id: int, by: Officer, at: datetime) -> Call:
    """Call one who is owed a call, or waits, out of turn; by telephone or on their page."""
    desk = free_desk(by)
    own = desk.window.requests.active().hearable_by(by)
    request = own.select_for_update(of=("self",)).filter(pk=request_id).first()
    if request is None or request.state == State.CALLED:
        raise DoesNotFollow(_("Somebody else has this caller already."))
    return _call(desk, request, at)


def free_desk(by: Officer) -> Desk:
    """Return the desk of `by`, locked, with nobody at it. The caller holds a transaction."""
    locked = Desk.objects.open().select_for_update(of=("self",))
    desk = locked.select_related("window__line__unit").filter(officer=by).first()
    if desk is None:
        raise NotAllowed(_("Open your desk first."))
    policy.require_at(by, Deed.HEAR, desk.window.line.unit)
    if Call.objects.live().filter(desk=desk).exists():
        raise DoesNotFollow(_("You have a caller already."))
    return desk


def share(request: HearingRequest, officer: Officer) -> bool:
    """Let who hears a citizen read that citizen's ticket; return whether they could not before."""
    if Ticket.objects.visible_to(officer).filter(pk=request.ticket_id).exists():
        return False
    grants.give(officer, grants.SHARED, request.ticket)
    return True


def _call(desk: Desk, request: HearingRequest, at: datetime) -> Call:
    by_telephone = callbacks.is_by_telephone(request)
    request.state, request.dropped = State.CALLED, False
    request.save(update_fields=["state", "dropped"])
    call = Call.objects.create(
        request=request,
        desk=desk,
        day=at.astimezone(INDIA).date(),
        called_at=at,
        joined_at=at if by_telephone else None,
        waited=max(at - request.waits_since, at - at),
        was_shared=share(request, desk.officer),
    )
    ticket = access.take_for_citizen(ticket_id=request.ticket_id)
    if not by_telephone:
        door = str(doors.current(request, at=at))
        ticket.record(events.HEARING_CALLED, by=desk.officer, at=at, data={"door": door})
    return call
