"""Searches an officer keeps: how many they find now, and what came since the last look."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import lists, search, texts
from tickets.lists import Tab
from tickets.models import SavedSearch, Ticket
from tickets.refusals import DoesNotFollow
from tickets.sight import Sight

MOST = 8  # of one officer; each is counted when the queue is opened
KEPT = ("show", "q")
LONGEST = 100  # of what is searched for


@dataclass(frozen=True)
class Found:
    """A saved search with how many tickets it finds, and how many of them came since."""

    search: SavedSearch
    number: int
    fresh: int

    @property
    def is_alarming(self) -> bool:
        return self.search.alarm_from is not None and self.number >= self.search.alarm_from


@transaction.atomic
def keep(
    *, by: Officer, at: datetime, name: str, query: str, alarm_from: int | None = None
) -> SavedSearch:
    """Keep a search under a name; the same name again is the same search, changed."""
    named = texts.line(name, field="name", longest=60, required=True)
    given = {"query": plain(query), "alarm_from": alarm_from or None, "read_at": at}
    others = by.searches.exclude(name=named)
    if others.count() >= MOST:
        raise DoesNotFollow(
            _("You keep %(most)d searches already. Take one away first.") % {"most": MOST}
        )
    kept, _new = SavedSearch.objects.update_or_create(
        officer=by, name=named, defaults=given, create_defaults={**given, "made_at": at}
    )
    return kept


def plain(query: str) -> str:
    """Return the part of a list's query that says what it shows."""
    asked = dict(parse_qsl(query.replace("\0", "")))
    kept = {key: asked[key][:LONGEST] for key in KEPT if asked.get(key)}
    return urlencode(kept)


def find(by: Officer, *, sight: Sight, now: datetime) -> list[Found]:
    """Return the officer's searches with their counts, by what they may see now.

    Where times are blurred nothing is told of what is new: the moment it turns up would say it.
    """
    return [_count(kept, by, sight, now) for kept in by.searches.all()[:MOST]]


def _count(kept: SavedSearch, by: Officer, sight: Sight, now: datetime) -> Found:
    asked = dict(parse_qsl(kept.query))
    words, named = asked.get("q", ""), asked.get("show", "")
    tab = Tab(named) if named in Tab.values else (Tab.ALL if words else Tab.NEW)
    seen = Ticket.objects.visible_to(by)
    found = search.narrow(seen, past_due=sight.past_due(now), words=words)
    since = Q(arrived_at__gt=kept.read_at) if sight.is_exact else Q(pk__in=())
    counted = (
        found.filter(lists.SHOWS[tab])
        .order_by()
        .aggregate(number=Count("pk"), fresh=Count("pk", filter=since))
    )
    return Found(kept, counted["number"], counted["fresh"])
