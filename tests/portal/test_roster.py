"""The duty roster: who watches now and next, seen by the district, changed by its keepers."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role, Shift, Watch
from districts.timing import INDIA
from tests.factories import make_officer
from tests.portal.test_lists import MOST_QUERIES
from tickets.services import roster

pytestmark = pytest.mark.django_db
DAYS = list(range(7))
MONDAY_NOON = datetime(2026, 11, 2, 12, 0, tzinfo=INDIA)


@pytest.fixture
def watch(world) -> Watch:
    return Watch.objects.create(line=world.line, alarm_after_minutes=15, looked_at=timezone.now())


def add(watch: Watch, code: str, starts: time, ends: time, *officers, days=DAYS) -> Shift:
    shift = Shift.objects.create(
        watch=watch, code=code, name_hi=code, name_en=code, starts=starts, ends=ends, weekdays=days
    )
    shift.officers.set(officers)
    return shift


@pytest.fixture
def shifts(world, watch) -> list[Shift]:
    watcher = make_officer(Role.WATCH, world.line.unit, name="नीलम")
    return [
        add(watch, "day", time(8), time(20), world.desk),
        add(watch, "night", time(20), time(8), watcher),
    ]


def filled(*officers, **changed):
    given = {"starts": "06:00", "ends": "18:00", "weekdays": ["0", "1"]}
    return {**given, "officers": [one.pk for one in officers], **changed}


def page_of(shift: Shift) -> str:
    return reverse("tickets:shift", args=[shift.watch.line.code, shift.code])


def test_who_watches_now_and_who_is_next(shifts):
    assert roster.on_duty(shifts, MONDAY_NOON) == [shifts[0]]
    coming = roster.coming(shifts, MONDAY_NOON)
    assert (coming.shift, coming.at) == (shifts[1], MONDAY_NOON.replace(hour=20))


def test_the_next_shift_may_be_days_away(watch, world):
    only = add(watch, "sunday", time(8), time(20), world.desk, days=[6])

    assert roster.coming([only], MONDAY_NOON).at.date().isoformat() == "2026-11-08"


def test_a_shift_without_officers_watches_nothing(shifts):
    shifts[0].officers.clear()

    assert roster.on_duty(shifts, MONDAY_NOON) == []


def test_the_page_names_them_and_costs_little(
    sign_in, world, shifts, django_assert_max_num_queries
):
    client = sign_in(world.chief)
    with django_assert_max_num_queries(MOST_QUERIES + 2):
        page = client.get(reverse("tickets:roster")).content.decode()

    assert "रीना शर्मा" in page and "नीलम" in page
    assert page_of(shifts[0]) in page


def test_an_unwatched_line_is_said_aloud(sign_in, world, watch, shifts):
    watch.looked_at = timezone.now() - timedelta(hours=2)
    watch.save()

    page = sign_in(world.chief).get(reverse("tickets:roster")).content.decode()
    assert 'role="alert"' in page


def test_a_keeper_changes_a_shift(sign_in, world, shifts):
    answer = sign_in(world.chief).post(page_of(shifts[1]), filled(world.desk))

    assert answer["Location"] == reverse("tickets:roster")
    shifts[1].refresh_from_db()
    assert (shifts[1].starts, shifts[1].weekdays) == (time(6), [0, 1])
    assert list(shifts[1].officers.all()) == [world.desk]


@pytest.mark.parametrize("changed", [{"weekdays": []}, {"starts": "x"}, {"officers": ["999999"]}])
def test_what_makes_no_shift_is_said(sign_in, world, shifts, changed):
    assert sign_in(world.chief).post(page_of(shifts[0]), filled(**changed)).status_code == 422


def test_an_officer_of_elsewhere_is_not_put_on_it(sign_in, world, shifts):
    answer = sign_in(world.chief).post(page_of(shifts[0]), filled(world.head))

    assert answer.status_code == 422
    assert world.head not in shifts[0].officers.all()


def test_the_watch_reads_and_does_not_keep(sign_in, world, shifts):
    watcher = shifts[1].officers.get()
    client = sign_in(watcher)

    assert page_of(shifts[0]) not in client.get(reverse("tickets:roster")).content.decode()
    assert client.post(page_of(shifts[0]), filled(watcher)).status_code == 403


def test_another_district_does_not_know_of_it(sign_in, world, shifts):
    client = sign_in(make_officer(Role.CHIEF, world.baradari))

    assert client.get(page_of(shifts[0])).status_code == 404
    assert world.line.name_en not in client.get(reverse("tickets:roster")).content.decode()
