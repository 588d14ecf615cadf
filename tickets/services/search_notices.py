"""What a kept search tells its owner unasked: once a day, or when more came than usual.

Kept is only that there was something to tell, about which hours. How many came is counted again
whenever it is shown, through `visible_to`: what was restricted since is in no number.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from districts import grants
from districts.models import Officer
from districts.timing import DAY, Daily
from tickets import at_most, search
from tickets.concerning import KEPT
from tickets.models import SavedSearch, SearchNotice, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.sight import sight_of
from tickets.stopping import TimeIsUp

log = logging.getLogger(__name__)

SPANS = (1, 2, 4, 8, 24)  # hours an alert may look back; it is silent for as long afterwards
EVERY = timedelta(minutes=5)  # so often an alert counts
ASK_AGAIN = timedelta(hours=1)  # one that could not be counted
BATCH = 100  # searches of one sweep
MOST = 1000  # nobody is told of more than this
Kind = SearchNotice.Kind


@dataclass(frozen=True)
class Told:
    """A notice with how many tickets it is about, as its owner may see them now."""

    notice: SearchNotice
    number: int

    @property
    def said(self) -> str:
        return at_most.said(self.number, most=MOST)


@transaction.atomic
def watch(
    *,
    key: UUID,
    by: Officer,
    now: datetime,
    digest_hour: int | None,
    alert_over: int | None,
    alert_hours: int,
) -> SavedSearch:
    """Say when a kept search speaks: daily at an hour of India's, or when more came in some hours.

    None turns either off. It ends with the post held now.
    """
    kept = by.searches.select_for_update().get(pk=key)
    posts = grants.posts(by)
    if not posts or not sight_of(by).is_exact:
        raise DoesNotFollow(_("Only headquarters is told when something comes."))
    if digest_hour is not None and digest_hour not in range(24):
        raise Unacceptable(_("Choose an hour of the day."), field="digest_hour")
    if alert_hours not in SPANS or (alert_over is not None and not 0 <= alert_over < MOST):
        raise Unacceptable(_("Choose one of the numbers offered."), field="alert_over")
    kept.digest_hour, kept.alert_over, kept.alert_hours = digest_hour, alert_over, alert_hours
    kept.post = posts[0]
    kept.digest_at = None if digest_hour is None else _next(digest_hour, now)
    kept.alert_at = None if alert_over is None else now
    kept.wakes_at = _wakes(kept)
    kept.save()
    return kept


def sweep(*, now: datetime) -> int:
    """Tell of what up to BATCH searches found whose moment has come; return how many were due.

    Safe to repeat and to run in parallel: a row is locked, and moves its own next moment on in
    the transaction that writes the notice.
    """
    with transaction.atomic():
        due = SavedSearch.objects.filter(wakes_at__lte=now).select_for_update(
            skip_locked=True, of=("self",)
        )
        searches = list(due.select_related("officer").order_by("wakes_at", "pk")[:BATCH])
        for kept in searches:
            _tell_or_put_off(kept, now)
    return len(searches)


def told(by: Officer, *, now: datetime) -> list[Told]:
    """Return what the officer's searches told lately and still have to tell, the latest first."""
    current = [post.pk for post in grants.posts(by)]
    if not current or not sight_of(by).is_exact:
        return []
    lately = SearchNotice.objects.filter(search__officer=by, search__post__in=current)
    rows = list(lately.filter(until__gt=now - KEPT).select_related("search").order_by("-until"))
    found = {f"n{row.pk}": _came(row.search, by, row.since, row.until, now) for row in rows}
    counted = at_most.count(found, most=MOST) if found else {}
    shown = [Told(row, counted[f"n{row.pk}"]) for row in rows]
    return [one for one in shown if one.number > _least(one.notice)]


def unread(by: Officer, *, now: datetime) -> int:
    """Return how many are not read; costs one query while there are none."""
    mine = SearchNotice.objects.filter(search__officer=by, read_at=None, until__gt=now - KEPT)
    if not mine.exists():
        return 0
    return sum(one.notice.read_at is None for one in told(by, now=now))


def read(by: Officer, *, now: datetime, number: int | None = None) -> None:
    """Mark one as read, or all. Safe to repeat; unknown ones are nothing."""
    mine = SearchNotice.objects.filter(search__officer=by, read_at=None)
    (mine.filter(pk=number) if number is not None else mine).update(read_at=now)


def _tell_or_put_off(kept: SavedSearch, now: datetime) -> None:
    try:
        with transaction.atomic():
            _tell(kept, now)
    except TimeIsUp:
        raise
    except Exception as error:  # noqa: BLE001 — whatever one search finds, the others speak
        log.error("search not told", extra={"search": kept.pk, "error": type(error).__name__})
        SavedSearch.objects.filter(pk=kept.pk).update(wakes_at=now + ASK_AGAIN)


def _tell(kept: SavedSearch, now: datetime) -> None:
    """Write what is to be told of one search, and when it is asked again; the row is locked."""
    by = kept.officer
    if not _still_holds(kept, by):
        kept.digest_hour = kept.alert_over = kept.digest_at = kept.alert_at = None
    if kept.digest_at is not None and kept.digest_at <= now and kept.digest_hour is not None:
        _note(kept, Kind.DIGEST, kept.digest_at - DAY, kept.digest_at, now)
        kept.digest_at = _next(kept.digest_hour, now)
    if kept.alert_at is not None and kept.alert_at <= now:
        span = timedelta(hours=kept.alert_hours)
        is_told = _note(kept, Kind.ALERT, now - span, now, now)
        kept.alert_at = now + (span if is_told else EVERY)
    kept.wakes_at = _wakes(kept)
    kept.save()


def _still_holds(kept: SavedSearch, by: Officer) -> bool:
    runs = by.postings.current().values_list("pk", flat=True)
    return kept.post_id in set(runs) and by.may_hold_posts and sight_of(by).is_exact


def _note(kept: SavedSearch, kind: str, since: datetime, until: datetime, now: datetime) -> bool:
    notice = SearchNotice(search=kept, kind=kind, since=since, until=until)
    least = _least(notice)
    came = _came(kept, kept.officer, since, until, now)
    if at_most.count({"came": came}, most=least + 1)["came"] <= least:
        return False
    notice.save()
    kept.notices.filter(until__lte=now - KEPT).delete()
    return True


def _least(notice: SearchNotice) -> int:
    """Return the number that is not worth telling."""
    return (notice.search.alert_over or 0) if notice.kind == Kind.ALERT else 0


def _came(
    kept: SavedSearch, by: Officer, since: datetime, until: datetime, now: datetime
) -> TicketQuerySet:
    """Return what came in those hours with the words of the search, whatever became of it since."""
    words = dict(parse_qsl(kept.query)).get("q", "")
    lately = Ticket.objects.visible_to(by).filter(arrived_at__gt=since, arrived_at__lte=until)
    return search.narrow(lately, past_due=sight_of(by).past_due(now), words=words)


def _next(hour: int, now: datetime) -> datetime:
    """Return the next moment after `now` at which it is that hour in India."""
    at = time(hour)
    return Daily(at, at).next_beginning(now)


def _wakes(kept: SavedSearch) -> Any:
    return min((at for at in (kept.digest_at, kept.alert_at) if at is not None), default=None)
