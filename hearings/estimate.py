"""When a caller's turn will come, from how the day has gone so far. Pure."""

import heapq
from collections.abc import Sequence
from datetime import timedelta

ENOUGH = 5  # turns of the day that weigh as much as what was planned
LATEST = 40  # turns: the last hour says more about the next than the first


def pace(turns: Sequence[timedelta], planned: timedelta) -> timedelta:
    """Return how long one desk needs for one caller: the day's mean, at first mixed with the plan.

    `turns` are the spans from one call of a desk to its next, oldest first.
    """
    counted = turns[-LATEST:]
    weight = max(0, ENOUGH - len(counted))
    return (sum(counted, timedelta()) + planned * weight) / (len(counted) + weight)


def left_of(elapsed: timedelta, pace: timedelta) -> timedelta:
    """Return how much longer a call that has lasted `elapsed` will take.

    Calls vary so much that having lasted long says little about the end.
    """
    return max(pace - elapsed, pace / 3)


def turns(ahead: int, free_in: Sequence[timedelta], pace: timedelta) -> timedelta:
    """Return how long a caller waits with `ahead` before them.

    `free_in` says for each open desk how long until it is free; one desk at the least.
    """
    desks = list(free_in) or [timedelta()]
    heapq.heapify(desks)
    for _caller in range(ahead):
        heapq.heappush(desks, heapq.heappop(desks) + pace)
    return max(desks[0], timedelta())
