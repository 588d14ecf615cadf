"""A call from its beginning to its end: who sits in it, and what becomes of the caller."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from districts import grants
from districts.models import Officer
from hearings import booking, callbacks, desks, doors, reminding
from hearings.models import Call, Desk, Guest, HearingRequest, Seat
from hearings.models.desk import CallQuerySet
from tickets import events
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, NotAllowed
from tickets.services import hearing

DAYS = 2  # on which a caller is called; after that the police call by telephone
DROPS = 2  # of the line
State, Ending = HearingRequest.State, Call.Ending


def own(officer: Officer, call_id: UUID) -> Call:
    """Return a live call in which `officer` has a place: at its desk, or as a guest.

    Nobody keeps the place without the post, or once the matter is hidden from them.
    """
    calls = Call.objects.live().select_related("request__ticket", "desk__window__line__unit")
    call = calls.filter(pk=call_id).first()
    if call is None:
        raise DoesNotFollow(_("This call has ended."))
    is_own = call.desk.officer_id == officer.pk
    if not (is_own or call.guests.filter(officer=officer).exists()):
        raise NotAllowed(_("This is another officer's call."))
    if not may_be_in(officer, call) or (is_own and not desks.may_hear(officer, call.desk.window)):
        raise NotAllowed(_("This is another officer's call."))
    return call


def heard_by(officer: Officer) -> CallQuerySet:
    """Return the calls that `officer` heard to the end, of tickets they may see still."""
    seen = Ticket.objects.visible_to(officer)
    heard = Call.objects.filter(ending=Ending.HEARD, desk__officer=officer)
    return heard.filter(request__ticket__in=seen).select_related("request__ticket__unit")


def may_be_in(officer: Officer, call: Call) -> bool:
    return Ticket.objects.visible_to(officer).filter(pk=call.request.ticket_id).exists()


@transaction.atomic
def sit_down(call: Call, *, officer: Officer | None, at: datetime) -> Seat:
    """Take a seat; whoever sat here before on another page, the same person, has left it."""
    live = Call.objects.live().select_for_update().filter(pk=call.pk).first()
    if live is None:
        raise DoesNotFollow(_("This call has ended."))
    live.seats.filter(officer=officer, left_at=None).update(left_at=at)
    if officer is None and live.joined_at is None:
        live.joined_at = at
        live.save(update_fields=["joined_at"])
    return Seat.objects.create(call=live, officer=officer, joined_at=at, seen_at=at)


def hang_up(call: Call, *, officer: Officer | None, at: datetime) -> None:
    """Leave a call; when its own desk does, everybody has left. The call itself goes on.

    What was said can still be written down, and whoever left may sit down again. Safe to repeat.
    """
    leaving = call.seats.filter(left_at=None)
    if officer is None or officer.pk != call.desk.officer_id:
        leaving = leaving.filter(officer=officer)
    leaving.update(left_at=at)


@transaction.atomic
def invite(*, call_id: UUID, by: Officer, guest: Officer, at: datetime) -> Guest:
    """Bring another officer into the call, such as the head of the station. Safe to repeat.

    Refused for whoever may not know of the matter: the ticket accuses them, or is restricted.
    """
    call = at_own_desk(call_id, by)
    request = HearingRequest.objects.filter(pk=call.request_id)
    if not guest.is_active or not request.hearable_by(guest).exists():
        raise NotAllowed(_("This officer may not be brought into this call."))
    was_shared = desks.share(call.request, guest)
    found, _new = Guest.objects.get_or_create(
        call=call, officer=guest, defaults={"invited_at": at, "was_shared": was_shared}
    )
    return found


@transaction.atomic
def hand_over(*, call_id: UUID, by: Officer, desk_id: int, at: datetime) -> Call:
    """Give the call to another desk of this hearing that is free; the citizen notices a face."""
    call = at_own_desk(call_id, by)
    free = Desk.objects.open().select_for_update(of=("self",)).select_related("officer")
    desk = free.filter(pk=desk_id, window=call.desk.window_id).first()
    if desk is None or Call.objects.live().filter(desk=desk).exists():
        raise DoesNotFollow(_("That desk is not free. Choose another."))
    if not HearingRequest.objects.hearable_by(desk.officer).filter(pk=call.request_id).exists():
        raise NotAllowed(_("That officer may not hear this matter."))
    call.seats.filter(officer=by, left_at=None).update(left_at=at)
    _take_back(call)
    call.desk, call.was_shared = desk, desks.share(call.request, desk.officer)
    call.save(update_fields=["desk", "was_shared"])
    return call


@transaction.atomic
def put_back(*, call_id: UUID, by: Officer, at: datetime) -> None:
    """The line was lost: back at the head of the queue, or to be telephoned."""
    lose(at_own_desk(call_id, by), at=at)


def lose(call: Call, *, at: datetime) -> None:
    """End a call whose line is lost. The caller holds its lock."""
    request = end(call, Ending.DROPPED, at=at)
    request.drops += 1
    if request.drops > DROPS or request.source == request.Source.PHONE:
        owe(request, at=at)
        return
    request.state, request.dropped = State.WAITING, True
    request.waits_since = at
    request.save()
    reminding.say(request, events.HEARING_DROPPED, now=at, expected=at)


def miss(call: Call, *, at: datetime) -> None:
    """End a call to which nobody came: once back in the queue, then another day, then a call."""
    request = end(call, Ending.MISSED, at=at)
    request.absences += 1
    if request.absences == 1:
        request.state = State.WAITING
        request.next_told_at = None
        request.save()
        reminding.say(request, events.HEARING_MISSED, now=at, expected=at)
    elif request.days < DAYS:
        another_day(request, at=at, is_carried=False)
    else:
        owe(request, at=at)


def another_day(request: HearingRequest, *, at: datetime, is_carried: bool) -> None:
    """Give a caller another day, or a call where none has room. The caller holds its lock."""
    if hearing.is_unreachable(request.ticket):
        give_up(request, at=at)
        return
    closes = request.window.hours_of(request.day).closes
    try:
        booking.move(request, after=max(closes, at), at=at, is_carried=is_carried)
    except DoesNotFollow:
        owe(request, at=at)


def owe(request: HearingRequest, *, at: datetime) -> None:
    """Leave a caller to be called by a desk, if anybody could."""
    if hearing.is_unreachable(request.ticket):
        give_up(request, at=at)
        return
    callbacks.promise(request, at=at)


def give_up(request: HearingRequest, *, at: datetime) -> None:
    """End the hearing of whoever is forgotten; what they wrote stays with the desk."""
    request.state = State.UNREACHED
    request.save(update_fields=["state"])
    doors.close(request, at=at)


def end(call: Call, ending: str, *, at: datetime) -> HearingRequest:
    """End a call, forget what its pages told each other, and return its request, locked."""
    call.ended_at, call.ending = at, ending
    call.save(update_fields=["ended_at", "ending"])
    call.seats.filter(left_at=None).update(left_at=at)
    call.signals.all().delete()
    _end_shares(call, keeps=call.desk.officer if ending == Ending.HEARD else None)
    locked = HearingRequest.objects.select_for_update(of=("self",))
    request = locked.select_related("window__line", "ticket").get(pk=call.request_id)
    if ending == Ending.HEARD:
        doors.close(request, at=at)
    return request


def _end_shares(call: Call, *, keeps: Officer | None) -> None:
    """Let nobody see the ticket longer than the call, but who heard the citizen out."""
    for guest in call.guests.filter(was_shared=True).select_related("officer"):
        if guest.officer != keeps:
            grants.take_back(guest.officer, grants.SHARED, call.request.ticket)
    if keeps is None:
        _take_back(call)


def _take_back(call: Call) -> None:
    """Let the officer of a call's desk see the ticket no longer than before the call."""
    if call.was_shared:
        grants.take_back(call.desk.officer, grants.SHARED, call.request.ticket)


def at_own_desk(call_id: UUID, by: Officer) -> Call:
    """Return the live call at the desk of `by`, locked. The caller holds a transaction."""
    call = locked(call_id)
    if call is None:
        raise DoesNotFollow(_("This call has ended."))
    if call.desk.officer_id != by.pk:
        raise NotAllowed(_("This is another officer's call."))
    return call


def locked(key: UUID) -> Call | None:
    calls = Call.objects.live().select_for_update(of=("self",))
    related = calls.select_related("request__ticket", "request__window__line", "desk")
    return related.filter(pk=key).first()
