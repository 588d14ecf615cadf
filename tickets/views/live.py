"""Lists that draw themselves anew: cheaply while nothing is new, silent about what is hidden."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from districts import grants
from districts.models import Officer
from districts.prepared import Given, Prepared
from tickets import events
from tickets.models import Event, Ticket

RECENT = 100  # events; of one district, many more than happen between two looks
WALKED = 1000  # events of all districts among which they are looked for
LATELY = timedelta(days=1)  # no tab stands open longer without a reading of all
REMARKABLE = frozenset({events.OPENED, events.REOPENED, events.RETURNED, events.HANDED_OVER})
UNSEEN = "X-Unseen"  # sent by a page in a tab that nobody looks at
MINUTE = 60  # seconds; times said in words grow old, so no list stands longer


@dataclass(frozen=True)
class Look:
    """What a list would show, as a mark: the same mark, the same list."""

    tag: str
    newest: str  # a mark of the latest that came before the desk; "" when that is long ago
    is_unchanged: bool  # since the browser asked last
    is_seen: bool  # by somebody: a hidden tab asks too, and says so

    def nothing_new(self) -> HttpResponse:
        return self.mark(HttpResponse(status=304))

    def mark(self, answer: HttpResponse) -> HttpResponse:
        answer.headers["ETag"] = self.tag
        return answer


def look(request: HttpRequest, officer: Officer, *, now: datetime) -> Look:
    """Compare a list with what the browser has of it. Two queries."""
    happened = _recent(officer, since=now - LATELY)
    shown = (request.get_full_path(), get_language(), officer.pk, happened)
    minute = int(now.timestamp()) // MINUTE
    tag = f'"{_digest((*shown, minute))}"'
    latest = next((pk for pk, kind in happened if kind in REMARKABLE), None)
    return Look(
        tag=tag,
        newest=_digest(latest) if latest else "",
        is_unchanged=request.headers.get("If-None-Match") == tag,
        is_seen=UNSEEN not in request.headers,
    )


def _recent(officer: Officer, *, since: datetime) -> list[tuple[int, str]]:
    """Return the latest events of tickets that `officer` sees through a post.

    Never of restricted tickets: the answer would tell those they are about that there is one.
    All the keys, not the highest: an event whose transaction ended late changes the list too.
    """
    paths = grants.paths(officer, grants.SEE_TICKETS)
    hides = any(each.has_exclusions for each in grants.held(officer))
    given = {f"path{number}": path for number, path in enumerate(paths)}
    latest = _latest(len(paths), hides=hides)
    return latest.rows(officer=officer.pk, since=since, **given) if paths else []


@cache
def _latest(paths: int, *, hides: bool) -> Prepared:
    """Return what is asked for so many paths; `hides`: some ticket is kept from the officer."""

    def ask() -> QuerySet[Any, Any]:
        within = Q(pk__in=())
        for number in range(paths):
            within |= Q(ticket__unit__path__startswith=Given(f"path{number}", CharField()))
        lately = Event.objects.filter(happened_at__gte=Given("since", DateTimeField()))
        known = lately.filter(within, ticket__is_restricted=False)
        if hides:
            officer = Given("officer", BigIntegerField())
            known = known.exclude(ticket__in=grants.objects_hidden_from(officer, Ticket))
        return known.order_by("-pk").values_list("pk", "kind")[:RECENT]

    def latest() -> QuerySet[Any, Any]:
        columns = ("id", "kind", "ticket_id", "happened_at")
        return Event.objects.order_by("-pk").values(*columns)[:WALKED]

    # the latest of all first: from the tickets of a district the way would be far longer
    return Prepared(ask, of=latest)


def _digest(shown: object) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]
