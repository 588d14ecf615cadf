"""Ticked rows: one form for all of them, an answer for each, nothing told of what is hidden."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_category, make_officer
from tests.portal.test_lists import MOST_QUERIES
from tests.portal.world import World
from tickets import codes
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.services import restriction
from tickets.views.ticked import ACTS

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def at(named: str) -> str:
    return reverse("tickets:ticked", args=[named])


def some_new(world: World) -> list[Ticket]:
    return list(Ticket.objects.filter(status=Status.NEW, priority=0).order_by("code"))


def filled(world: World, named: str) -> dict[str, object]:
    return {
        "forward": {"station": world.kotwali.pk},
        "category": {"category": make_category(world.line).pk},
        "later": {"minutes": 30},
        "priority": {"priority": 1},
        "assign": {"officer": world.head.pk},
    }[named]


def test_rows_can_be_ticked_for_what_the_post_may_do(sign_in, world):
    desk = sign_in(world.desk).get("/queue/")
    assert set(desk.context["acts"]) == {"forward", "category", "later", "priority"}
    assert f'form="ticked" id="x-{world.new.code}"' in desk.content.decode()

    head = sign_in(world.head).get("/station/")
    assert set(head.context["acts"]) == {"assign"}
    assert world.waiting.pk in head.context["tickable"]
    assert world.told.pk not in head.context["tickable"]


def test_who_may_do_nothing_has_no_boxes(sign_in, world):
    page = sign_in(make_officer(Role.RANGE, world.line.unit)).get("/queue/?show=station")

    assert 'id="ticked"' not in page.content.decode()
    assert "data-tick" not in page.content.decode()


@pytest.mark.parametrize("named", ["forward", "category", "later", "priority"])
def test_asked_once_done_to_each_and_taken_back(sign_in, world, named):
    client, new = sign_in(world.desk), some_new(world)
    sent = {"ticket": [one.code for one in new], "list": "show=all&at=elsewhere"}
    page = client.post(at(named), sent)
    assert page.status_code == 200 and set(page.context["rows"]) == set(new)
    before = [vars(one)[key] for one in new for key in ("unit_id", "category_id", "priority")]

    done = client.post(at(named), {**sent, "ready": "1", **filled(world, named)}, follow=True)

    assert done.redirect_chain[0][0] == "/queue/?show=all"
    [row] = done.context["undoable"]
    assert row["number"] == len(new) == 2
    back = client.post(reverse(row["page"], args=[row["word"]]), {"list": "show=all"}, follow=True)
    assert "notice-success" in back.content.decode() and back.context["undoable"] == []
    after = some_new(world)
    assert [vars(one)[k] for one in after for k in ("unit_id", "category_id", "priority")] == before


def test_a_station_assigns_from_its_own_list_and_comes_back_to_it(sign_in, world):
    sent = {"ticket": world.waiting.code, "list": "at=station&show=unread", "ready": "1"}

    done = sign_in(world.head).post(at("assign"), sent | filled(world, "assign"), follow=True)

    assert done.redirect_chain[0][0] == "/station/?show=unread"
    assert len(done.context["undoable"]) == 1
    world.waiting.refresh_from_db()
    assert world.waiting.assigned_to == world.head


def test_what_was_not_done_is_said_of_each(sign_in, world):
    chosen = [world.new.code, world.waiting.code, codes.new_code()]

    page = sign_in(world.desk).post(at("later"), {"ticket": chosen, "ready": "1", "minutes": 30})

    assert page.status_code == 200
    shown = page.content.decode()
    assert shown.count('class="fate fate-done"') == 1
    assert shown.count('class="fate fate-not_now"') == 1
    assert shown.count('class="fate fate-not_yours"') == 1
    assert codes.spaced(world.waiting.code) in shown


@pytest.mark.parametrize("named", ACTS)
@pytest.mark.parametrize("ready", ["", "1"])
def test_the_hidden_is_answered_like_the_missing(sign_in, world, named, ready):
    restriction.restrict(
        ticket_id=world.waiting.pk,
        by=world.chief,
        at=timezone.now(),
        reason="थाने के विरुद्ध",
        unit=world.kotwali,
    )
    client, missing = sign_in(world.head), codes.new_code()
    sent = filled(world, named) | ({"ready": ready} if ready else {})

    shown = []
    for code in (world.waiting.code, missing):
        answer = client.post(at(named), {**sent, "ticket": code})
        said = TOKEN.sub("", answer.content.decode())
        said = said.replace(codes.spaced(code), "CODE").replace(code, "CODE")
        shown.append((answer.status_code, said))
    assert shown[0] == shown[1]


def test_nothing_ticked_and_unknown_deeds(sign_in, world):
    client = sign_in(world.desk)

    answer = client.post(at("later"), {"ticket": "x"}, follow=True)

    assert "notice-error" in answer.content.decode()
    assert client.post(at("burn"), {"ticket": world.new.code}).status_code == 404
    assert client.get(at("later")).status_code == 405


@pytest.mark.parametrize("named", ACTS)
def test_the_page_costs_few_queries(sign_in, world, django_assert_max_num_queries, named):
    client = sign_in(world.chief)
    sent = {"ticket": list(Ticket.objects.values_list("code", flat=True))}
    client.post(at(named), sent)

    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.post(at(named), sent).status_code == 200


def test_lists_with_something_to_take_back_cost_few_queries(
    sign_in, world, django_assert_max_num_queries
):
    client = sign_in(world.desk)
    sent = {"ticket": world.new.code, "ready": "1", "minutes": 30}
    client.post(at("later"), sent, follow=True)

    for page in ("/queue/", "/queue/?show=all", "/station/"):
        client.get(page)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(page).context["undoable"]


def test_a_decision_about_one_is_taken_back_as_well(sign_in, world):
    client = sign_in(world.desk)
    one = reverse("tickets:triage", args=[world.new.code, "priority"])

    page = client.post(one, {"priority": 2}, follow=True)
    [row] = page.context["undoable"]
    client.post(reverse(row["page"], args=[row["word"]]))

    world.new.refresh_from_db()
    assert world.new.priority == 0
