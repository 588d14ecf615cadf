"""A kept search speaks by itself: at its hour, or when more came; once, and while the post runs."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts import postings
from districts.models import Role
from districts.timing import INDIA
from tests.factories import make_officer, make_ticket
from tests.portal.test_lists import MOST_QUERIES
from tests.portal.world import World
from tickets import tasks
from tickets.models import SavedSearch, SearchNotice, Ticket
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import restriction, search_notices, searches

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SAND = "घाट पर सुनहरी बालू की नाव"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def keep(by, now, name="रेत", **given) -> SavedSearch:
    kept = searches.keep(by=by, at=now, name=name, query="show=new&q=बालू")
    usual = {"digest_hour": None, "alert_over": None, "alert_hours": 24}
    return search_notices.watch(key=kept.pk, by=by, now=now, **{**usual, **given})


def came(world: World, at, number=1, **fields):
    return [make_ticket(world.line, at=at, text=SAND, **fields) for _ in range(number)]


def told(by, now) -> list[int]:
    return [one.number for one in search_notices.told(by, now=now)]


def test_a_digest_tells_once_a_day_how_many_came(world, now):
    nine = datetime.combine(now.astimezone(INDIA).date(), datetime.min.time(), INDIA) + 9 * HOUR
    keep(world.desk, nine - HOUR, digest_hour=9)
    came(world, nine - 2 * HOUR, 2)
    came(world, nine - 30 * HOUR)

    assert search_notices.sweep(now=nine - MINUTE) == 0
    assert [search_notices.sweep(now=nine + n * MINUTE) for n in (0, 1)] == [1, 0]
    assert told(world.desk, nine + MINUTE) == [2]
    search_notices.sweep(now=nine + 24 * HOUR)
    assert SearchNotice.objects.count() == 1  # nothing came since: nothing to tell
    assert SavedSearch.objects.get().digest_at == nine + 48 * HOUR


def test_an_alert_tells_of_more_than_so_many_and_is_then_silent(world, now):
    keep(world.desk, now, alert_over=2, alert_hours=2)
    came(world, now - MINUTE, 2)
    search_notices.sweep(now=now)
    assert SearchNotice.objects.count() == 0

    came(world, now, 1)
    for minutes in (5, 6, 11, 60, 120):
        search_notices.sweep(now=now + minutes * MINUTE)

    assert told(world.desk, now + 2 * HOUR) == [3]
    came(world, now + 3 * HOUR, 3)
    search_notices.sweep(now=now + 3 * HOUR)
    assert SearchNotice.objects.count() == 2


def test_what_came_counts_whatever_became_of_it_since(world, now):
    keep(world.desk, now, alert_over=0, alert_hours=1)
    came(world, now - MINUTE, 1, unit=world.kotwali, status="acknowledged")

    search_notices.sweep(now=now)

    assert told(world.desk, now) == [1]


def test_one_that_cannot_be_counted_keeps_no_other_from_speaking(world, now, monkeypatch):
    broken, whole = (keep(world.desk, now, name, alert_over=0, alert_hours=1) for name in "कख")
    came(world, now - MINUTE)
    count = search_notices._came

    def counted(kept, *about):
        if kept.pk == broken.pk:
            Ticket.objects.raw("SELECT 1/0 AS id")[0]
        return count(kept, *about)

    monkeypatch.setattr(search_notices, "_came", counted)
    search_notices.sweep(now=now)

    assert [notice.search_id for notice in SearchNotice.objects.all()] == [whole.pk]
    broken.refresh_from_db()
    assert now < broken.wakes_at <= now + HOUR


def number_unread(client) -> int:
    found = re.search(r'class="badge">(\d+)<', client.get("/notifications/badge/").content.decode())
    return int(found[1]) if found else 0


def test_the_accused_is_told_nothing_and_what_was_told_is_taken_away(sign_in, world, now):
    keep(world.desk, now, alert_over=0, alert_hours=1)
    [ticket] = came(world, now - MINUTE)
    search_notices.sweep(now=now)
    client = sign_in(world.desk)
    unread = number_unread(client)

    restriction.restrict(
        ticket_id=ticket.pk, by=world.chief, at=now, reason="x", officer=world.desk
    )

    assert told(world.desk, now) == []
    assert number_unread(client) == unread - 1
    search_notices.sweep(now=now + 2 * HOUR)
    assert SearchNotice.objects.count() == 1


def test_it_ends_with_the_posting(world, now):
    keep(world.desk, now - MINUTE, alert_over=0, alert_hours=1, digest_hour=3)
    came(world, now - MINUTE)
    search_notices.sweep(now=now)
    [posting] = world.desk.postings.all()
    postings.start(officer=world.desk, unit=posting.unit, role=Role.WATCH, at=now - HOUR)
    postings.end(posting=posting, at=timezone.now() - timedelta(seconds=1))

    assert told(world.desk, now) == []
    search_notices.sweep(now=now + 48 * HOUR)
    kept = SavedSearch.objects.get()
    assert (kept.wakes_at, kept.digest_hour, kept.alert_over) == (None, None, None)
    assert SearchNotice.objects.count() == 1


def test_below_the_district_nobody_is_told_when_something_comes(world, now):
    with pytest.raises(DoesNotFollow):
        keep(world.head, now, alert_over=0)

    assert SavedSearch.objects.filter(wakes_at__isnull=False).count() == 0


@pytest.mark.parametrize(
    "wrong", [{"digest_hour": 24}, {"alert_over": -1}, {"alert_over": 1, "alert_hours": 3}]
)
def test_what_makes_no_sense_is_refused(world, now, wrong):
    with pytest.raises(Unacceptable):
        keep(world.desk, now, **wrong)


def test_a_sweep_takes_many_by_and_by(world, now, monkeypatch):
    monkeypatch.setattr(search_notices, "BATCH", 2)
    for _ in range(3):
        keep(make_officer(Role.DESK, world.line.unit), now, alert_over=0, alert_hours=1)
    came(world, now - MINUTE)

    assert [search_notices.sweep(now=now) for _ in range(3)] == [2, 1, 0]
    assert SearchNotice.objects.count() == 3
    tasks.sweep_searches()
    assert SearchNotice.objects.count() == 3


def test_the_bell_says_so_and_leads_there(sign_in, world, now, django_assert_max_num_queries):
    keep(world.desk, now, alert_over=0, alert_hours=1, digest_hour=6)
    came(world, now - MINUTE, 3)
    search_notices.sweep(now=now)
    client = sign_in(world.desk)
    client.get("/notifications/")

    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/notifications/")
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get("/notifications/badge/")
    assert "रेत: 3 tickets came" in page.content.decode()
    notice = SearchNotice.objects.get()
    answer = client.get(reverse("tickets:search-notice", args=[notice.pk]))
    assert answer["Location"].startswith("/queue/?show=all&q=")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_nobody_reads_or_changes_the_notices_of_another(sign_in, world, now):
    kept = keep(world.desk, now, alert_over=0)
    came(world, now - MINUTE)
    search_notices.sweep(now=now)
    client = sign_in(world.chief)

    assert client.get(f"/searches/{kept.pk}/notices/").status_code == 404
    assert client.post(f"/searches/{kept.pk}/notices/", {"digest_hour": 4}).status_code == 404
    notice = SearchNotice.objects.get()
    assert client.get(f"/notifications/searches/{notice.pk}/").status_code == 404


def test_the_form_turns_it_on_and_off(sign_in, world, now):
    kept = searches.keep(by=world.desk, at=now, name="रेत", query="q=रेत")
    client, page = sign_in(world.desk), f"/searches/{kept.pk}/notices/"
    assert client.get(page).status_code == 200

    on = client.post(page, {"digest_hour": "6", "alert_over": "5", "alert_hours": "4"})
    kept.refresh_from_db()
    assert on.status_code == 302
    assert (kept.digest_hour, kept.alert_over, kept.alert_hours) == (6, 5, 4)

    client.post(page, {"digest_hour": "", "alert_over": "", "alert_hours": "4"})
    kept.refresh_from_db()
    assert kept.wakes_at is None
    assert client.post(page, {"digest_hour": "99", "alert_hours": "4"}).status_code == 422
    assert sign_in(world.head).post(page, {"alert_hours": "4"}).status_code == 404


def test_a_station_is_told_why_not(sign_in, world, now):
    kept = searches.keep(by=world.head, at=now, name="रेत", query="q=रेत")

    answer = sign_in(world.head).post(f"/searches/{kept.pk}/notices/", {"alert_hours": "4"})

    assert answer.status_code == 422
    assert "Only headquarters" in answer.content.decode()
