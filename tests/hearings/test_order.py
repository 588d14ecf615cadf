"""The queue and the estimate, as rules."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings import estimate
from hearings.order import Place, ahead_of, key

places = st.builds(
    Place,
    dropped=st.booleans(),
    carried=st.booleans(),
    is_first=st.booleans(),
    absences=st.integers(0, 2),
    token=st.integers(1, 300),
)
lengths = st.timedeltas(timedelta(seconds=1), timedelta(minutes=30))
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
FRESH = Place(dropped=False, carried=False, is_first=False, absences=0, token=7)


def test_a_dropped_line_then_the_carried_then_a_reason_then_the_token():
    elderly, absent = FRESH._replace(is_first=True, token=9), FRESH._replace(absences=1, token=1)
    carried, dropped = FRESH._replace(carried=True, token=8), FRESH._replace(dropped=True, token=99)

    queue = sorted([absent, FRESH, elderly, carried, dropped], key=key)

    assert queue == [dropped, carried, elderly, FRESH, absent]


@given(st.lists(places, max_size=30, unique_by=lambda place: place.token))
def test_everybody_has_exactly_one_place(queue):
    assert sorted(ahead_of(place, queue) for place in queue) == list(range(len(queue)))


@given(st.lists(places, max_size=20), places)
def test_a_smaller_token_is_never_behind_a_larger_of_equal_standing(others, place):
    later = place._replace(token=place.token + 1)

    assert ahead_of(place, others) <= ahead_of(later, others)


@given(st.integers(0, 60), st.lists(lengths, min_size=1, max_size=6), lengths)
def test_more_before_you_is_never_sooner_and_one_more_desk_never_later(ahead, free_in, pace):
    wait = estimate.turns(ahead, free_in, pace)

    assert estimate.turns(ahead + 1, free_in, pace) >= wait >= timedelta()
    assert estimate.turns(ahead, [*free_in, timedelta()], pace) <= wait


@given(st.lists(lengths, max_size=80), lengths)
def test_the_pace_lies_between_the_days_turns_and_the_plan(turns, planned):
    seen = [*turns, planned]
    pace = estimate.pace(sum(turns, timedelta()), len(turns), planned)

    assert min(seen) <= pace + SECOND / 1000 and pace - SECOND / 1000 <= max(seen)


@pytest.mark.parametrize(
    ("worked", "turns", "pace"),
    [
        (0, 0, 300),
        (8 * 120, 8, 210),  # eight turns weigh as much as the plan
        (792 * 120, 792, 121.8),
        (8 * 120, 0, 420),  # nobody was ready yet: the calls are long today
    ],
)
def test_the_day_outweighs_the_plan_little_by_little(worked, turns, pace):
    assert estimate.pace(worked * SECOND, turns, 5 * MINUTE) == pace * SECOND


@pytest.mark.parametrize(
    ("ahead", "left", "overtaken", "minutes"),
    [
        (0, [0], 0, 0),
        (1, [0], 0, 6),
        (3, [0], 0, 18),
        (0, [4], 0, 4),
        (2, [4], 0, 16),
        (2, [4], 0.2, 20),  # one in five of the desk's minutes goes to others
        (2, [0, 0, 4], 0, (6 + 6 + 4 - 6) / 3),
        (5, [0, 0, 4], 0, (6 + 6 + 4 + 18 - 6) / 3),
        (10, [3, 3], 0, (3 + 3 + 60 - 3) / 2),
    ],
)
def test_the_wait_is_the_work_before_one_shared_by_the_desks(ahead, left, overtaken, minutes):
    wait = estimate.turns(ahead, [one * MINUTE for one in left], 6 * MINUTE, overtaken)

    assert abs(wait - minutes * MINUTE) < SECOND


@given(st.floats(0, 1), st.floats(0, 10))
def test_nobody_is_told_that_their_turn_never_comes(back, sooner):
    assert 0 <= estimate.overtaken(back, sooner) < 1


@given(lengths, lengths)
def test_a_call_that_lasts_is_never_said_to_end_at_once(elapsed, pace):
    assert estimate.left_of(elapsed, pace) > timedelta()
