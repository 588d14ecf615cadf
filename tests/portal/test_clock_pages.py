"""Pages about time: how it was counted, what is owed, how it was closed."""

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from districts.models import Role, Unit
from tests.factories import make_officer, make_unit
from tests.portal.browser import LOOKS, faults, visits
from tickets import events
from tickets.models import Ticket
from tickets.services import explanations, pausing


def owe(world) -> Ticket:
    """Let the chief ask the head of the station about a ticket that waits too long."""
    now = timezone.now()
    explanations.demand(
        ticket_id=world.waiting.pk, by=world.chief, at=now, officer=world.head, text="क्यों रुका है?"
    )
    return world.waiting


def english(client, officer, address, **posted):
    client.force_login(officer)
    ask = client.post if posted else client.get
    return ask(address, posted or None, follow=True, headers={"accept-language": "en"})


@pytest.mark.django_db
class TestByHand:
    def test_a_head_answers_and_the_chief_reads_it(self, client, world):
        ticket = owe(world)
        assert "क्यों रुका है?" in english(client, world.chief, "/explanations/").content.decode()
        address = reverse("tickets:explain", args=[ticket.code])

        page = english(client, world.head, address, text="गाड़ी नहीं थी").content.decode()

        assert "क्यों रुका है?" not in page.split("Answered")[0]
        assert "गाड़ी नहीं थी" in english(client, world.chief, "/explanations/").content.decode()
        assert ticket.events.filter(kind=events.EXPLAINED).count() == 1

    def test_an_empty_answer_is_none(self, client, world):
        ticket = owe(world)
        address = reverse("tickets:explain", args=[ticket.code])

        page = english(client, world.head, address, text=" ").content.decode()

        assert "Please write something here." in page
        assert not ticket.events.filter(kind=events.EXPLAINED).exists()

    def test_only_superiors_see_how_it_was_closed(self, client, world):
        assert english(client, world.head, "/closed/").status_code == 403
        assert english(client, world.chief, "/closed/").status_code == 200

    def test_the_tickets_behind_a_number_are_shown(self, client, world):
        unit = world.kotwali.code
        address = f"/closed/?days=90&shown=no_visit&unit={unit}"
        shown = english(client, world.chief, address).content.decode()

        assert "Nobody went there" in shown
        assert reverse("tickets:detail", args=[world.told.code]) in shown

    @pytest.mark.parametrize(("role", "days"), [(Role.CHIEF, 30), (Role.RANGE, 7)])
    def test_whoever_looks_at_many_districts_begins_with_a_week(self, client, world, role, days):
        kind = Unit.Kind.DISTRICT if role == Role.CHIEF else Unit.Kind.RANGE
        page = english(client, make_officer(role, make_unit(kind)), "/closed/").content.decode()

        assert f'<a href="?days={days}" aria-current="page">' in page

    @pytest.mark.parametrize("query", ["days=x", "shown=x", "unit=no+unit", "days=7&shown=bulk"])
    def test_nonsense_is_ignored(self, client, world, query):
        assert english(client, world.chief, f"/closed/?{query}").status_code == 200

    def test_a_pause_is_offered_asked_for_and_decided_on_the_ticket(self, client, world):
        ticket = world.acknowledged
        page = english(client, world.head, reverse("tickets:detail", args=[ticket.code]))
        assert "Stop the clocks for a while" in page.content.decode()
        given = {"reason": "laboratory", "hours": "24", "note": "नमूना भेजा"}
        english(client, world.head, reverse("tickets:pause", args=[ticket.code]), **given)
        assert pausing.pending(ticket) is not None

        page = english(client, world.chief, reverse("tickets:detail", args=[ticket.code]))
        assert "A pause is asked for" in page.content.decode()
        english(client, world.chief, reverse("tickets:nod", args=[ticket.code]), agrees="yes")

        assert pausing.in_force(ticket, timezone.now()) is not None
        page = english(client, world.head, reverse("tickets:detail", args=[ticket.code]))
        assert "End the pause" in page.content.decode()

    def test_the_api_lists_what_is_unanswered(self, world):
        ticket = owe(world)
        api = APIClient()
        api.force_authenticate(world.head)
        listed = api.get("/api/v1/explanations/").json()

        assert [(one["ticket"], one["answer"]) for one in listed] == [(ticket.code, None)]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", LOOKS)
def test_they_are_accessible_and_fit(chromium, live_server, lived_in, look):
    ticket = owe(lived_in)
    closed = f"/closed/?days=90&shown=no_visit&unit={lived_in.kotwali.code}"
    places = {
        "account": (lived_in.chief, reverse("tickets:account", args=[ticket.code])),
        "owed-to-chief": (lived_in.chief, reverse("tickets:owed")),
        "owed-by-head": (lived_in.head, reverse("tickets:owed")),
        "closed-no-visit": (lived_in.chief, closed),
    }
    seen = visits(chromium, live_server.url, places, **look)

    assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])
