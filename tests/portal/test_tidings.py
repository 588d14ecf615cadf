"""The notifications centre: who is told of what, how it is read, and that nothing shows."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from districts import grants
from districts.models import Role
from tests.factories import make_officer
from tests.portal.world import HOUR, TIPS
from tickets import chain, concerning, events, tidings
from tickets.models import Event, Ticket, TidingRead
from tickets.services import assignment, forwarding, restriction

pytestmark = pytest.mark.django_db


def told(client) -> dict[str, bool]:
    """Return what the page lists, "kind of code": whether it is read."""
    shown = client.get("/notifications/").context["tidings"]
    return {f"{one.kind} {one.ticket.code}": one.is_read for one in shown}


def badge(client) -> str:
    return client.get("/notifications/badge/").content.decode()


def test_every_kind_has_its_sentence_and_its_place_in_the_index():
    assert set(tidings.SENTENCES) == events.TOLD_IN_PORTAL


def test_a_station_is_told_what_was_forwarded_and_answered(sign_in, world):
    listed = told(sign_in(world.head))

    assert f"ticket.forwarded {world.waiting.code}" in listed
    assert told(sign_in(world.sister)).keys().isdisjoint(listed)


def test_whoever_did_it_is_not_told_of_it(sign_in, world):
    forwarding.return_to_desk(
        ticket_id=world.waiting.pk, by=world.head, at=timezone.now(), reason="दूसरा थाना"
    )

    assert f"ticket.returned {world.waiting.code}" in told(sign_in(world.desk))
    assert f"ticket.returned {world.waiting.code}" not in told(sign_in(world.head))


def test_it_is_read_by_following_it_and_only_by_that_officer(sign_in, world):
    constable = make_officer(Role.STATION_OFFICER, world.kotwali)
    client = sign_in(world.head)
    event = world.waiting.events.get(kind=events.FORWARDED)
    answer = client.get(reverse("tickets:tiding", args=[world.waiting.code, event.number]))

    assert answer["Location"] == reverse("tickets:detail", args=[world.waiting.code])
    name = f"ticket.forwarded {world.waiting.code}"
    assert told(client)[name] and not told(sign_in(constable))[name]


def test_all_can_be_read_at_once_and_the_badge_goes(sign_in, world):
    client = sign_in(world.head)
    assert "badge" in badge(client)
    client.post("/notifications/read/")

    assert "badge" not in badge(client)
    assert all(told(client).values())


def test_who_is_assigned_is_told(sign_in, world):
    constable = make_officer(Role.STATION_OFFICER, world.kotwali)
    assignment.assign(
        ticket_id=world.waiting.pk, by=world.head, at=timezone.now(), officer=constable
    )

    assert f"ticket.assigned {world.waiting.code}" in told(sign_in(constable))
    assert f"ticket.assigned {world.waiting.code}" not in told(sign_in(world.head))


def test_a_restriction_takes_it_away_at_once(sign_in, world):
    client = sign_in(world.head)
    before, number = told(client), world.waiting.events.get(kind=events.FORWARDED).number
    restriction.restrict(
        ticket_id=world.waiting.pk,
        by=world.chief,
        at=timezone.now(),
        reason="थाने पर आरोप",
        unit=world.kotwali,
    )

    gone = {name for name in before if name.endswith(world.waiting.code)}
    assert gone and told(client).keys().isdisjoint(gone)
    hidden = client.get(reverse("tickets:tiding", args=[world.waiting.code, number]))
    missing = client.get(reverse("tickets:tiding", args=["K7Q4MTX2W9P", 1]))
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert not TidingRead.objects.exists()


def test_what_names_an_officer_goes_with_the_sight_of_the_ticket(sign_in, world):
    constable = make_officer(Role.STATION_OFFICER, world.kotwali)
    assignment.assign(
        ticket_id=world.waiting.pk, by=world.head, at=timezone.now(), officer=constable
    )
    restriction.restrict(
        ticket_id=world.waiting.pk,
        by=world.chief,
        at=timezone.now(),
        reason="थाने पर आरोप",
        unit=world.kotwali,
    )

    assert told(sign_in(constable)).keys().isdisjoint({f"ticket.assigned {world.waiting.code}"})


def test_what_is_hidden_leaves_room_for_what_is_older(world):
    constable, now = make_officer(Role.STATION_OFFICER, world.kotwali), timezone.now()
    named = {"officer": constable.pk}
    for ticket, number in ((world.waiting, 1), (world.acknowledged, concerning.BUNCH + 1)):
        for _ in range(number):
            fresh(ticket).record(events.ASSIGNED, by=world.head, at=now, data=named)
    restriction.restrict(
        ticket_id=world.acknowledged.pk,
        by=world.chief,
        at=now,
        reason="थाने पर आरोप",
        unit=world.kotwali,
    )
    mine = Q(kind=events.ASSIGNED)
    posts = grants.posts(constable)
    [seen] = concerning.newest(constable, posts, now=now + HOUR, most=1, only=mine)

    assert Event.objects.get(pk=seen).ticket == world.waiting


def test_no_word_of_a_tip_is_told(sign_in, world):
    page = sign_in(world.head).get("/notifications/").content.decode()

    assert not any(tip[:20] in page for tip in TIPS)


def test_the_end_of_a_pause_is_told_when_it_has_come(sign_in, world):
    now = timezone.now()
    ticket = world.acknowledged
    ticket.refresh_from_db()
    for until in (now - HOUR, now + HOUR):
        data = {"pause": "court", "until": until}
        ticket.record(events.PAUSED, by=world.head, at=now - timedelta(days=9), data=data)

    ended = [one for one in sign_in(world.head).get("/notifications/").context["tidings"]]
    paused = [one for one in ended if one.kind == events.PAUSED]
    assert [one.at for one in paused] == [now - HOUR]


def test_below_the_district_the_citizens_moment_is_a_block(sign_in, world):
    world.told.refresh_from_db()
    world.told.record(events.ANSWERED, by=None, at=timezone.now(), data={})
    shown = sign_in(world.head).get("/notifications/").context["tidings"]

    answered = [one for one in shown if one.kind == events.ANSWERED]
    assert answered and all(one.hours for one in answered)


def test_it_costs_few_queries(sign_in, world, django_assert_max_num_queries):
    client = sign_in(world.head)
    for page in ("/notifications/", "/notifications/badge/"):
        with django_assert_max_num_queries(12):
            client.get(page)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def kinds_told(officer, now) -> set[str]:
    keys = concerning.newest(officer, grants.posts(officer), now=now, most=tidings.MOST)
    return set(Event.objects.filter(pk__in=keys).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("kind", "told_of_what"),
    [
        (events.REOPENED, {}),
        (events.WARNED, {"unit": "{station}", "role": Role.STATION_OFFICER}),
    ],
)
def test_a_station_head_is_told_neither_of_own_deeds_nor_what_another_post_is(
    world, kind, told_of_what
):
    constable, now = make_officer(Role.STATION_OFFICER, world.kotwali), timezone.now()
    data = {name: word.format(station=world.kotwali.code) for name, word in told_of_what.items()}
    fresh(world.waiting).record(kind, by=world.head, at=now, data=data)

    assert kind in kinds_told(constable, now + HOUR)
    assert kind not in kinds_told(world.head, now + HOUR)


def test_the_end_of_a_pause_is_told_to_whoever_paused(world):
    constable, now = make_officer(Role.STATION_OFFICER, world.kotwali), timezone.now()
    until = {"until": chain.plain(now + HOUR)}
    fresh(world.waiting).record(events.PAUSED, by=world.head, at=now, data=until)

    assert events.PAUSED not in kinds_told(world.head, now)
    assert events.PAUSED in kinds_told(world.head, now + 2 * HOUR)
    assert events.PAUSED not in kinds_told(constable, now + 2 * HOUR)


def test_after_a_week_nothing_is_news(world):
    later = timezone.now() + concerning.KEPT

    assert kinds_told(world.head, timezone.now())
    assert kinds_told(world.head, later) == set()
