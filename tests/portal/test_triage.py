"""The queue is cleared from the queue: each decision, what it leads back to, and what it costs."""

import pytest
from django.urls import reverse

from districts.models import Role
from tests.factories import make_category, make_officer
from tests.portal.test_lists import MOST_QUERIES, listed
from tickets import codes
from tickets.lifecycle import CloseReason, Status
from tickets.views.triage import DECISIONS

pytestmark = pytest.mark.django_db


def at(ticket, named: str) -> str:
    return reverse("tickets:triage", args=[ticket.code, named])


def test_one_press_sends_it_where_it_was_suggested(sign_in, world):
    client = sign_in(world.desk)
    row = client.get("/queue/").content.decode()
    assert f'action="{at(world.new, "forward")}"' in row and "To Kotwali" in row

    answer = client.post(at(world.new, "forward"), {"station": world.kotwali.pk}, follow=True)

    world.new.refresh_from_db()
    assert (world.new.status, world.new.unit) == (Status.WITH_STATION, world.kotwali)
    assert world.new not in listed(answer)


def test_and_one_press_takes_it_back(sign_in, world):
    client = sign_in(world.desk)
    page = client.post(at(world.new, "forward"), {"station": world.kotwali.pk}, follow=True)
    (row,) = page.context["undoable"]

    back = client.post(reverse("tickets:undo-forward", args=[row["word"]]), follow=True)

    assert world.new in listed(back)
    assert back.context["undoable"] == []


@pytest.mark.parametrize(
    ("named", "filled", "changed"),
    [
        ("later", {"minutes": 30}, lambda one: one.shelved_until is not None),
        ("duplicate", {}, lambda one: one.close_reason == CloseReason.DUPLICATE),
        ("category", {}, lambda one: one.category.name_en == "Theft"),
    ],
)
def test_each_decision_is_carried_out(sign_in, world, named, filled, changed):
    filled |= {
        "duplicate": {"duplicate_of_code": codes.spaced(world.waiting.code)},
        "category": {"category": make_category(world.line, name_en="Theft").pk},
    }.get(named, {})

    answer = sign_in(world.desk).post(at(world.new, named), filled)

    assert answer["Location"] == reverse("tickets:queue")
    world.new.refresh_from_db()
    assert changed(world.new)


def test_a_duplicate_is_taken_back_as_well(sign_in, world):
    client = sign_in(world.desk)
    page = client.post(
        at(world.new, "duplicate"), {"duplicate_of_code": world.waiting.code}, follow=True
    )
    (row,) = page.context["undoable"]
    client.post(reverse("tickets:undo-together", args=[row["word"]]))

    world.new.refresh_from_db()
    assert world.new.status == Status.NEW


def test_it_leads_back_to_the_same_list_and_nowhere_else(sign_in, world):
    client = sign_in(world.desk)
    asked = {"station": world.kotwali.pk, "list": "show=open&q=x&next=//evil.example"}

    answer = client.post(at(world.new, "forward"), asked)

    assert answer["Location"] == "/queue/?show=open&q=x"


@pytest.mark.parametrize("named", DECISIONS)
def test_a_wrong_form_comes_back_into_the_open_window(sign_in, world, named):
    answer = sign_in(world.desk).post(at(world.new, named), {"station": "x", "category": "x"})

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#triage"
    assert 'class="errorlist' in answer.content.decode()


@pytest.mark.parametrize("named", DECISIONS)
def test_a_page_for_each_costs_few_queries(sign_in, world, django_assert_max_num_queries, named):
    client = sign_in(world.desk)
    client.get(at(world.new, "forward"))  # names of places are read once for a process

    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(at(world.new, named)).status_code == 200


@pytest.mark.parametrize("named", DECISIONS)
def test_who_may_not_is_not_offered_it_and_gets_403(sign_in, world, named):
    client = sign_in(world.head)

    assert "row-deeds" not in client.get("/queue/?show=all").content.decode()
    assert client.get(at(world.waiting, named)).status_code == 403


@pytest.mark.parametrize("named", DECISIONS)
def test_the_hidden_answers_like_the_missing(sign_in, world, named):
    client = sign_in(make_officer(Role.DESK, world.baradari))

    for ask in (client.get, client.post):
        hidden = ask(at(world.new, named))
        missing = ask(reverse("tickets:triage", args=[codes.new_code(), named]))
        assert hidden.status_code == 404
        assert hidden.content == missing.content


def test_what_somebody_else_did_meanwhile_is_said(sign_in, world):
    client = sign_in(world.desk)

    answer = client.post(at(world.waiting, "later"), {"minutes": 30}, follow=True)

    assert answer.redirect_chain[0][0] == reverse("tickets:queue")
    assert "notice-error" in answer.content.decode()


def test_an_unknown_decision_is_not_there(sign_in, world):
    assert sign_in(world.desk).get(at(world.new, "burn")).status_code == 404
