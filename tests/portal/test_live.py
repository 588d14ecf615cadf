"""A list that draws itself anew: what changes it, what it costs, and what it never tells."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts import grants
from districts.models import Role, Shift, Watch
from tests.factories import make_officer, make_ticket
from tickets.services import forwarding, restriction
from tickets.views import live

pytestmark = pytest.mark.django_db


def again(client, page, address="/queue/", **headers):
    return client.get(address, headers={"If-None-Match": page["ETag"], **headers})


@pytest.fixture(autouse=True)
def _within_one_minute(monkeypatch) -> None:
    monkeypatch.setattr(live, "MINUTE", 3600 * 24 * 365 * 100)


def test_nothing_new_is_said_in_two_queries(sign_in, world, django_assert_num_queries):
    client = sign_in(world.desk)
    page = client.get("/queue/")

    with django_assert_num_queries(2 + 2):  # the session and its officer, as for every page
        answer = again(client, page)

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("what", ["new", "forwarded", "another list", "another language"])
def test_what_changes_a_list_is_shown(sign_in, world, what):
    client, address = sign_in(world.desk), "/queue/"
    page = client.get(address)
    if what == "new":
        make_ticket(world.line, at=timezone.now())
    elif what == "forwarded":
        forwarding.forward(
            ticket_id=world.new.pk, by=world.desk, at=timezone.now(), station=world.kotwali
        )
    elif what == "another list":
        address = "/queue/?show=open"
    else:
        client.cookies["language"] = "hi"

    assert again(client, page, address).status_code == 200


def test_a_minute_later_times_are_said_anew(sign_in, world, monkeypatch):
    client = sign_in(world.desk)
    page = client.get("/queue/")
    monkeypatch.setattr(live, "MINUTE", 1e-6)

    assert again(client, page).status_code == 200


def test_what_happens_elsewhere_changes_nothing(sign_in, world):
    client = sign_in(world.head)
    page = client.get("/queue/")
    make_ticket(world.line, world.baradari, at=timezone.now())

    assert again(client, page).status_code == 304


def test_a_restricted_ticket_does_not_stir_the_list_of_those_it_is_about(sign_in, world):
    client = sign_in(world.head)
    restriction.restrict(
        ticket_id=world.waiting.pk,
        by=world.chief,
        at=timezone.now(),
        reason="थाने के विरुद्ध",
        unit=world.kotwali,
    )
    page = client.get("/queue/")
    world.waiting.refresh_from_db()
    world.waiting.unit = world.kotwali
    world.waiting.save(update_fields=["unit"])
    world.waiting.record("ticket.noted", by=world.chief, at=timezone.now(), note="x")

    assert again(client, page).status_code == 304


@pytest.mark.parametrize("role", [Role.HEARING, Role.AUDITOR])
def test_a_post_that_sees_no_tickets_is_told_of_none(sign_in, world, role):
    client = sign_in(make_officer(role, world.line.unit))
    page = client.get("/queue/")
    make_ticket(world.line, at=timezone.now())

    assert again(client, page).status_code == 304


def test_a_ticket_kept_from_an_officer_does_not_stir_the_own_list(sign_in, world):
    client = sign_in(world.head)
    grants.give(world.head, grants.EXCLUDED, world.waiting)
    page = client.get("/queue/")
    world.waiting.refresh_from_db()
    world.waiting.record("ticket.noted", by=world.chief, at=timezone.now(), note="x")

    assert again(client, page).status_code == 304


def test_what_happened_days_ago_is_not_walked_through(sign_in, world):
    client = sign_in(world.desk)
    page = client.get("/queue/")
    make_ticket(world.line, at=timezone.now() - timedelta(days=2))

    assert again(client, page).status_code == 304


def test_only_the_latest_of_all_are_walked_through(world, monkeypatch):
    ask = live._latest.__wrapped__
    monkeypatch.setattr(live, "_latest", ask)  # not the one that is kept for the process
    now = timezone.now()
    make_ticket(world.line, at=now)
    everything = live._recent(world.desk, since=now - timedelta(days=1))
    monkeypatch.setattr(live, "WALKED", 1)

    assert live._recent(world.desk, since=now - timedelta(days=1)) == everything[:1]


def test_a_new_ticket_has_another_mark_and_nothing_else_has(sign_in, world):
    client = sign_in(world.desk)

    def newest() -> str:
        return client.get("/queue/").context["live"].newest

    before = newest()
    forwarding.forward(
        ticket_id=world.new.pk, by=world.desk, at=timezone.now(), station=world.kotwali
    )
    assert newest() == before
    make_ticket(world.line, at=timezone.now())
    assert newest() != before


@pytest.mark.parametrize(("headers", "counts"), [({}, True), ({live.UNSEEN: "1"}, False)])
def test_a_page_in_a_hidden_tab_does_not_count_as_looking(sign_in, world, headers, counts):
    watcher, long_ago = make_officer(Role.WATCH, world.line.unit), timezone.now() - timedelta(1)
    watch = Watch.objects.create(line=world.line, alarm_after_minutes=5, looked_at=long_ago)
    shift = Shift.objects.create(
        watch=watch,
        code="day",
        name_hi="दिन",
        name_en="Day",
        starts="00:00",
        ends="00:00",
        weekdays=list(range(7)),
    )
    shift.officers.add(watcher)

    sign_in(watcher).get("/queue/", headers=headers)

    watch.refresh_from_db()
    assert (watch.looked_at > long_ago) is counts
