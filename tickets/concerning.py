"""Which events concern an officer, by name or by post: the newest that the officer may see.

Each way in which an event concerns somebody is a question of its own with its own index. They
find far fewer events than one may see tickets, so what may be seen is asked of these alone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from districts.models import Officer, Posting, Role
from tickets import chain, events
from tickets.models import Event, Ticket

KEPT = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=60)  # so far back is looked for pauses that ended
AT_STATION = (events.FORWARDED, events.REOPENED, events.ANSWERED, events.PAUSE_REFUSED)
AT_DESK = (events.RETURNED, events.HANDED_OVER, events.REOPENED, events.ANSWERED, events.PROPOSED)
ABOVE = (events.PAUSE_ASKED, events.PROPOSED, events.EXPLAINED)
# posts: what happened at their very unit, or to whatever lies below
OF_POST: dict[Role, tuple[tuple[str, ...], bool]] = {
    Role.STATION_HEAD: (AT_STATION, False),
    Role.STATION_OFFICER: (AT_STATION, False),
    Role.DESK: (AT_DESK, True),
    Role.WATCH: (AT_DESK, True),
    Role.CIRCLE: (ABOVE, True),
    Role.DEPUTY: (ABOVE, True),
    Role.CHIEF: (ABOVE, True),
}
BUNCH = 3  # times as many are looked at first as are wanted: few of them are hidden


def newest(
    officer: Officer,
    posts: Iterable[Posting],
    *,
    now: datetime,
    most: int,
    only: Q | None = None,
) -> list[int]:
    """Return the keys of the newest events that are to be told, no more than `most`.

    Two queries; two more where so many of the newest are hidden that older ones must be read.
    """
    ways = [Event.objects.filter(only or Q(), way) for way in _ways(officer, list(posts), now)]
    found = _newest(ways, BUNCH * most)
    shown = _visible(officer, found)
    if len(found) == BUNCH * most and len(shown) < most:
        shown = _visible(officer, _newest(ways, None))
    return shown[:most]


def _newest(ways: list[QuerySet[Event]], most: int | None) -> list[tuple[int, int]]:
    """Return keys of events and of their tickets, the newest `most` of all ways."""
    rows = [
        way.order_by("-happened_at", "-id").values_list("happened_at", "id", "ticket")[:most]
        for way in ways
    ]
    together = rows[0].union(*rows[1:]).order_by("-happened_at", "-id")[:most]
    return [(key, ticket) for _, key, ticket in together]


def _visible(officer: Officer, found: list[tuple[int, int]]) -> list[int]:
    asked = Ticket.objects.filter(pk__in={ticket for _, ticket in found})
    seen = set(asked.visible_to(officer).order_by().values_list("pk", flat=True))
    return [key for key, ticket in found if ticket in seen]


def _ways(officer: Officer, posts: list[Posting], now: datetime) -> Iterator[Q]:
    """Yield the conditions on events of which this officer is told; each finds few."""
    lately = Q(happened_at__gt=now - KEPT)
    yield lately & Q(kind__in=sorted(events.TOLD_BY_NAME), data__officer=officer.pk)
    # a pause that ended by itself leaves no event of its own
    yield Q(
        kind=events.PAUSED,
        by=officer,
        happened_at__gt=now - LONGEST_PAUSE,
        data__until__gt=chain.plain(now - KEPT),
        data__until__lte=chain.plain(now),
    )
    for post in posts:
        named = {"data__unit": post.unit.code, "data__role": post.role}
        yield lately & Q(kind__in=sorted(events.TOLD_TO_POST), **named)
        kinds, is_below = OF_POST.get(Role(post.role), ((), False))
        below = Q(ticket__unit__path__startswith=post.unit.path)
        place = below if is_below else Q(ticket__unit=post.unit_id)
        if kinds:
            yield lately & Q(kind__in=kinds) & place & (Q(by=None) | ~Q(by=officer))
