"""What may be the same thing: found with reasons, as far as one may see, and grouped."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from districts import grants
from districts.models import Place, Role
from tests.factories import make_category, make_officer, make_ticket
from tests.portal.test_lists import MOST_QUERIES
from tickets import events, hints, similar
from tickets.lifecycle import Outcome, Status
from tickets.models import Membership, Ticket
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import incidents, restriction

pytestmark = pytest.mark.django_db
SAND = "रामगंगा घाट पर रात में ट्रैक्टर रेत भर रहे हैं"
GREY = "जेसीबी और ट्रैक्टर से अवैध खनन, पुल के नीचे"


@pytest.fixture
def now():
    return timezone.now()


def make(world, text, now, **fields) -> Ticket:
    return make_ticket(world.line, at=now - timedelta(hours=2), text=text, **fields)


def found(officer, ticket) -> dict[Ticket, list[str]]:
    with translation.override("en"):
        seen = Ticket.objects.visible_to(officer)
        return {each.ticket: each.why for each in similar.find(seen, ticket)}


class TestSimilar:
    def test_the_same_words_are_found_with_the_reason(self, world, now):
        one, copy = make(world, SAND, now), make(world, SAND + "!!", now)

        assert found(world.desk, one)[copy][0] == "nearly the same words"

    def test_other_words_at_the_same_pin_are(self, world, now):
        one = make(world, SAND, now, latitude=28.3, longitude=79.4)
        near = make(world, GREY, now, latitude=28.301, longitude=79.4)
        far = make(world, GREY, now, latitude=28.5, longitude=79.4)

        alike = found(world.desk, one)
        assert any("m apart" in why for why in alike[near])
        assert far not in alike

    def test_what_is_long_past_or_of_another_line_is_not(self, world, now):
        one = make(world, SAND, now)
        make_ticket(world.line, at=now - timedelta(days=30), text=SAND)

        assert found(world.desk, one) == {}

    def test_a_ticket_one_may_not_see_is_not(self, world, now):
        one = make(world, SAND, now)
        hidden, other = (make(world, SAND, now, unit=world.kotwali) for _ in range(2))
        grants.give(world.desk, grants.EXCLUDED, hidden)

        assert set(found(world.desk, one)) == {other}

    def test_a_restricted_one_is_never_named_beside_another(self, world, now):
        one, secret = make(world, SAND, now), make(world, SAND, now)
        restriction.restrict(
            ticket_id=secret.pk, by=world.chief, at=now, reason="x", unit=world.kotwali
        )

        assert found(world.chief, one) == {}

    def test_the_part_beside_a_ticket_costs_few_queries(
        self, sign_in, world, now, django_assert_max_num_queries
    ):
        one = make(world, SAND, now)
        for _ in range(20):
            make(world, SAND, now)
        client = sign_in(world.desk)

        with django_assert_max_num_queries(MOST_QUERIES):
            page = client.get(reverse("tickets:similar", args=[one.code]))
        assert len(page.context["alike"]) == similar.MOST_SHOWN
        assert "Same incident" in page.content.decode()

    def test_the_hidden_answers_like_the_missing(self, sign_in, world):
        client = sign_in(world.sister)

        answers = [
            client.get(reverse("tickets:similar", args=[code]))
            for code in (world.new.code, "K7Q4MTX2W9P")
        ]
        assert answers[0].status_code == 404
        assert answers[0].content == answers[1].content


class TestIncident:
    @pytest.fixture
    def pair(self, world, now) -> list[Ticket]:
        return [make(world, SAND, now), make(world, GREY, now)]

    def link(self, world, one, other, by=None):
        return incidents.link(
            ticket_id=one.pk, by=by or world.desk, at=timezone.now(), other_code=other.code
        )

    def test_both_keep_their_clocks_and_know_of_it(self, world, pair):
        incident = self.link(world, *pair)
        self.link(world, *pair)

        assert list(incidents.members(incident, world.desk)) == pair
        for one in pair:
            assert one.events.filter(kind=events.LINKED).count() == 1
            assert one.close_reason == ""

    def test_a_third_joins_and_one_leaves(self, world, pair, now):
        third = make(world, "तीसरी", now)
        self.link(world, *pair)
        incident = self.link(world, third, pair[0])
        incidents.unlink(ticket_id=pair[1].pk, by=world.desk, at=now)

        assert list(incidents.members(incident, world.desk)) == [pair[0], third]

    def test_two_incidents_are_not_made_one_behind_anybodys_back(self, world, pair, now):
        others = [make(world, "तीसरी", now), make(world, "चौथी", now)]
        self.link(world, *pair)
        self.link(world, *others)

        with pytest.raises(DoesNotFollow):
            self.link(world, pair[0], others[0])

    def test_restricted_and_ordinary_do_not_mix(self, world, pair, now):
        restriction.restrict(
            ticket_id=pair[1].pk, by=world.chief, at=now, reason="x", unit=world.kotwali
        )

        with pytest.raises(Unacceptable):
            self.link(world, *pair, by=world.chief)

    def test_they_are_forwarded_and_answered_together(self, sign_in, world, pair):
        incident = self.link(world, *pair)
        client = sign_in(world.desk)
        page = reverse("tickets:incident", args=[incident.code])

        told = {"outcome": Outcome.DONE, "text": "हो गया"}
        client.post(f"{page}answer/", told)
        assert set(incidents.members(incident, world.desk).values_list("status", flat=True)) == {
            Status.OUTCOME_GIVEN
        }
        assert all(one.events.filter(kind=events.OUTCOME).count() == 1 for one in pair)

    def test_forwarding_sends_each_once(self, sign_in, world, pair):
        incident = self.link(world, *pair)
        client = sign_in(world.desk)
        page = reverse("tickets:incident", args=[incident.code])

        for _ in range(2):
            client.post(f"{page}forward/", {"station": world.kotwali.pk})
        assert {one.unit for one in incidents.members(incident, world.desk)} == {world.kotwali}
        assert all(one.events.filter(kind=events.FORWARDED).count() == 1 for one in pair)

    def test_who_sees_none_of_its_tickets_does_not_know_of_it(self, sign_in, world, pair):
        incident = self.link(world, *pair)
        page = reverse("tickets:incident", args=[incident.code])

        assert sign_in(world.sister).get(page).status_code == 404

    def test_one_sees_of_it_what_one_may_see(self, sign_in, world, pair):
        incident = self.link(world, *pair)
        grants.give(world.desk, grants.EXCLUDED, pair[1])
        page = reverse("tickets:incident", args=[incident.code])

        shown = sign_in(world.desk).get(page)
        assert shown.context["rows"] == [pair[0]]
        assert "1 ticket about one thing" in shown.content.decode()

    def test_from_the_queue_with_one_press(self, sign_in, world, pair):
        address = reverse("tickets:triage", args=[pair[0].code, "link"])
        sign_in(world.desk).post(address, {"other_code": pair[1].code})

        assert Membership.objects.filter(ticket__in=pair).count() == 2

    def test_the_page_costs_few_queries(self, sign_in, world, pair, django_assert_max_num_queries):
        incident = self.link(world, *pair)
        client = sign_in(world.desk)

        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(reverse("tickets:incident", args=[incident.code]))


class TestHints:
    def test_a_station_comes_with_the_place_that_was_said(self, world, now):
        Place.objects.create(station=world.baradari, name_hi="रामगंगा घाट", name_en="Ramganga Ghat")
        ticket = make(world, SAND, now, place="रामगंगा घाट")

        with translation.override("en"):
            hint = hints.station(ticket)
        assert hint.station == world.baradari
        assert hint.why == "the place said, “Ramganga Ghat”, belongs to it"

    def test_a_category_comes_with_the_words(self, world, now):
        mining = make_category(world.line, name_en="Mining", keywords=["रेत", "खनन", "tractor"])
        ticket = make(world, SAND, now)

        with translation.override("en"):
            hint = hints.category(ticket)
        assert hint.category == mining
        assert "रेत" in hint.why

    def test_without_a_sign_nothing_is_proposed(self, world, now):
        ticket = make(world, "कुछ हुआ", now)

        assert hints.station(ticket) is None
        assert hints.category(ticket) is None

    def test_the_window_says_why_and_has_it_chosen(self, sign_in, world):
        address = reverse("tickets:triage", args=[world.new.code, "forward"])
        page = sign_in(world.desk).get(address).content.decode()

        assert "Suggested: <strong>Kotwali</strong>, because" in page
        assert f'<option value="{world.kotwali.pk}" selected>' in page

    def test_a_hint_that_came_later_is_chosen_too(self, sign_in, world):
        liquor = make_category(world.line, name_en="Spirits", keywords=["पुड़िया"])
        address = reverse("tickets:triage", args=[world.new.code, "category"])
        page = sign_in(world.desk).get(address).content.decode()

        assert f'<option value="{liquor.pk}" selected>' in page


def test_another_desk_is_asked_nothing(sign_in, world):
    stranger = make_officer(Role.DESK, world.baradari)
    assert sign_in(stranger).get("/incidents/K7Q4MTX2W9P/").status_code == 404
