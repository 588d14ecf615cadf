"""When a caller's turn will come, from how the day has gone so far. Pure."""

from collections.abc import Sequence
from datetime import timedelta

USUAL = 8  # turns of the day that weigh as much as what was planned
MOST_OVERTAKEN = 0.6  # of the desks' time; beyond that nothing could be foretold


def pace(worked: timedelta, turns: int, planned: timedelta) -> timedelta:
    """Return how long one desk needs for one caller: the day's mean, mixed with the plan.

    `worked` is the time desks gave to `turns` callers and to those they have now. Without the
    latter a day would look fast at its beginning, when only short calls have ended.
    """
    return (worked + planned * USUAL) / (turns + USUAL)


def left_of(elapsed: timedelta, pace: timedelta) -> timedelta:
    """Return how much longer a call that has lasted `elapsed` will take.

    Calls vary so much that having lasted long says little about the end.
    """
    return max(pace - elapsed, pace / 3)


def overtaken(back: float, sooner: float) -> float:
    """Return which part of the desks' time goes to callers who come in before one who waits.

    `back` is the part of calls whose line is lost, `sooner` the part of their time that desks
    give to those who ask meanwhile and have a reason to be heard first.
    """
    return min(back + sooner, MOST_OVERTAKEN)


def turns(
    ahead: int, left: Sequence[timedelta], pace: timedelta, overtaken: float = 0.0
) -> timedelta:
    """Return how long a caller waits with `ahead` before them.

    `left` says for each open desk how long until it is free, nothing for one that is free now.
    The work before the caller is shared by all desks; when one of them takes the caller, each of
    the others is, on the whole, half way through a call.
    """
    desks = list(left) or [timedelta()]
    idle = sum(not one for one in desks)
    if ahead < idle:
        return timedelta()
    work = sum((one or pace for one in desks), timedelta()) + (ahead - idle) * pace
    wait = (work - (len(desks) - 1) * pace / 2) / len(desks)
    return max(wait, timedelta()) / (1 - overtaken)
