"""Two hundred callers and five desks, with all that goes wrong, until nobody waits any more."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import median

import pytest

from hearings import desks
from hearings.models import Call, Desk, HearingRequest
from tests.factories import NOON
from tests.hearings.crowd import MINUTE, Crowd, hold

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.timeout(900),  # two hours of three days, every minute of them
]

CALLERS, WALK_IN, DESKS, MOST_DAYS = 200, 70, 5, 6
State, Ending = HearingRequest.State, Call.Ending


def tea(crowd, now):
    """The third desk closes for twenty minutes and opens again; some callers change their mind."""
    officer, minutes = crowd.officers[2], (now - NOON) % timedelta(days=1) / MINUTE
    desk = desks.own_desk(officer)
    if not 30 <= minutes < 50:
        desks.open_desk(window_id=crowd.window.pk, by=officer, at=now)
    elif desk and not Call.objects.live().filter(desk=desk).exists():
        desks.close_desk(by=officer, at=now)
    if crowd.chance.random() < 0.05:
        crowd.changes_mind(now)


@pytest.fixture
def crowd():
    crowd = Crowd(desks=DESKS, seed=72)
    yield crowd
    crowd.go_home()


def errors(crowd) -> list[float]:
    """Return |told - true| / true of every caller's wait, on the day they were called first."""
    found = []
    for (key, day), told in crowd.told.items():
        calls = Call.objects.filter(request=key, day=day, called_at__gte=told.at)
        if call := calls.order_by("called_at").first():
            true = max(call.called_at - told.at, MINUTE)
            found.append(abs(call.called_at - told.expected) / true)
    return found


def overlaps(calls) -> int:
    """Return how many of these calls began before the one before them had ended."""
    return sum(after.called_at < before.ended_at for before, after in pairwise(calls))


def test_everybody_is_heard_rebooked_or_called_back_and_nobody_twice(crowd):
    for _caller in range(CALLERS - WALK_IN):
        crowd.books(NOON - crowd.chance.randint(1, 20) * timedelta(hours=1))
    for day in range(MOST_DAYS):
        hold(crowd, NOON + timedelta(days=day), walk_in=0 if day else WALK_IN, closing=tea)
        if not HearingRequest.objects.in_queue().exists():
            break

    fates = Counter(HearingRequest.objects.values_list("state", flat=True))
    assert sum(fates.values()) == CALLERS
    assert set(fates) <= {State.HEARD, State.CALLBACK, State.CANCELLED}
    assert fates[State.HEARD] > CALLERS * 0.85
    heard = Counter(Call.objects.filter(ending=Ending.HEARD).values_list("request", flat=True))
    assert max(heard.values()) == 1 and len(heard) == fates[State.HEARD]
    for request in HearingRequest.objects.all():
        assert overlaps(request.calls.order_by("called_at")) == 0
    for desk in Desk.objects.all():
        # a call that was handed over began at another desk
        assert overlaps(desk.calls.exclude(pk__in=crowd.handed_over).order_by("called_at")) == 0
    absent = Call.objects.filter(ending=Ending.MISSED).values_list("request", "day")
    assert max(Counter(absent).values()) <= 2
    endings = Counter(Call.objects.values_list("ending", flat=True))
    assert min(endings[Ending.MISSED], endings[Ending.DROPPED]) > CALLERS * 0.05
    assert crowd.pressed_together > 10
    assert median(errors(crowd)) <= 0.2
