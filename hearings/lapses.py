"""What ends by itself: callers who do not come, lines that fall silent, posts that end."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from hearings import calls, desks
from hearings.models import COMES_WITHIN, Call, Desk, HearingRequest, Seat
from hearings.models.desk import CallQuerySet
from hearings.one_by_one import each
from tickets import events
from tickets.models import Event

GONE = timedelta(minutes=2)  # without a sign of life of the citizen's page
WRITES = timedelta(minutes=10)  # may an officer whose citizen is gone
FORGOTTEN = timedelta(hours=1)  # without one of any page
BATCH = 200


def miss_absent(*, now: datetime) -> int:
    """Let go of everybody who has not come within three minutes; return how many."""
    absent = Call.objects.live().filter(joined_at=None, called_at__lte=now - COMES_WITHIN)
    keys = list(absent.values_list("pk", flat=True)[:BATCH])
    return each(keys, lambda key: _miss_one(key, now))


def lose_silent(*, now: datetime) -> int:
    """End calls whose citizen's page has been silent for two minutes; return how many.

    An officer who is there sees that and decides; their words are not torn from them at once.
    Whoever hung up has no such seat any more, and whoever is telephoned never had one.
    """
    citizens = Seat.objects.filter(officer=None, left_at=None)
    silent, long_silent = (citizens.filter(seen_at__lte=now - span) for span in (GONE, WRITES))
    watched = Seat.objects.exclude(officer=None).filter(left_at=None, seen_at__gt=now - GONE)
    lost = Q(pk__in=silent.values("call")) & ~Q(pk__in=watched.values("call"))
    return _lose_all(Call.objects.live().filter(lost | Q(pk__in=long_silent.values("call"))), now)


def lose_forgotten(*, now: datetime) -> int:
    """End calls that no page has been in for an hour: a desk that was left without a word."""
    here = Seat.objects.filter(seen_at__gt=now - FORGOTTEN).values("call")
    begun = Call.objects.live().filter(called_at__lte=now - FORGOTTEN)
    return _lose_all(begun.exclude(pk__in=here), now)


def give_up_forgotten(*, now: datetime) -> int:
    """Owe no call to those who were forgotten since; return how many they were.

    Whoever waits may still come by the link they hold, until they miss their turn.
    """
    told = Event.objects.filter(kind=events.HEARING_UNREACHED, ticket=OuterRef("ticket"))
    owed = HearingRequest.objects.filter(state=HearingRequest.State.CALLBACK)
    keys = list(owed.filter(Exists(told)).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return each(keys, lambda key: _give_up_one(key, now))


def leave_unheard(*, now: datetime) -> int:
    """Free callers from officers who may hear them no more, and close desks without a post.

    Return how many desks that were.
    """
    related = ("officer", "window__line__unit")
    opened = Desk.objects.open().select_related(*related)
    return each(opened, lambda desk: _free(desk, now))


def _free(desk: Desk, now: datetime) -> bool:
    may_hear = desks.may_hear(desk.officer, desk.window)
    for call in Call.objects.live().filter(desk=desk).select_related("request"):
        if not may_hear or not calls.may_be_in(desk.officer, call):
            _lose_one(call.pk, now)
    if not may_hear:
        desks.close_desk(by=desk.officer, at=now)
    return not may_hear


@transaction.atomic
def _miss_one(key: UUID, now: datetime) -> bool:
    call = calls.locked(key)
    if call is None or not call.is_missed(now):
        return False
    calls.miss(call, at=now)
    return True


@transaction.atomic
def _give_up_one(key: int, now: datetime) -> bool:
    locked = HearingRequest.objects.select_for_update(of=("self",))
    request = locked.filter(pk=key, state=HearingRequest.State.CALLBACK).first()
    if request is None:
        return False
    calls.give_up(request, at=now)
    return True


def _lose_all(lost: CallQuerySet, now: datetime) -> int:
    keys = list(lost.values_list("pk", flat=True)[:BATCH])
    return each(keys, lambda key: _lose_one(key, now))


@transaction.atomic
def _lose_one(key: UUID, now: datetime) -> bool:
    call = calls.locked(key)
    if call is None:
        return False
    calls.lose(call, at=now)
    return True
