"""Phone calls and visits: the same ticket, once, and a number nobody here can look at."""

import threading
import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from districts.models import Role
from tests.factories import NOON, make_category, make_line, make_officer, make_tree
from tickets import callers, codes, spoken
from tickets.models import DeskEntry, Event, Ticket
from tickets.refusals import NotAllowed, Unacceptable
from tickets.services import calls
from vault.boxes import unseal
from vault.rings import private_ring

NUMBER = "9155500012"  # ten digits, invented
TEXT = "नदी के किनारे शराब बन रही है"


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district, display_number="+915550000001")


@pytest.fixture
def desk(tree):
    return make_officer(Role.DESK, tree.district)


def taken(line, desk, **about) -> DeskEntry:
    usual = {"nonce": uuid.uuid4(), "line": line, "text": TEXT, "by": desk, "at": NOON}
    return calls.take_down(**{**usual, **about})


class TestTheTicket:
    def test_it_is_a_ticket_like_any_other(self, tree, line, desk):
        liquor = make_category(line, clock_minutes={"triage": 7})
        ticket = taken(line, desk, category=liquor, suggested_unit=tree.station).ticket

        assert (ticket.kind, ticket.unit, ticket.text) == ("call", tree.district, TEXT)
        assert ticket.suggested_unit == tree.station
        assert set(ticket.clocks.values_list("name", flat=True)) >= {"triage", "resolve"}
        assert ticket.events.get().by == desk

    def test_a_desk_takes_no_call_for_the_line_of_another_district(self, tree, desk):
        foreign = make_line(tree.other_district)

        with pytest.raises(NotAllowed):
            taken(foreign, desk, unit=tree.district)

        assert not Ticket.objects.exists()

    @pytest.mark.parametrize(
        ("role", "where", "may"),
        [
            (Role.DESK, "district", True),
            (Role.WATCH, "district", True),
            (Role.CHIEF, "district", False),
            (Role.CIRCLE, "circle", False),
            (Role.STATION_HEAD, "station", False),
            (Role.DESK, "other_district", False),
        ],
    )
    def test_only_the_desk_and_the_watch_write_calls_down(self, tree, line, role, where, may):
        officer = make_officer(role, getattr(tree, where))

        if may:
            assert taken(line, officer).ticket
        else:
            with pytest.raises(NotAllowed):
                taken(line, officer)
            assert not Ticket.objects.exists() and not DeskEntry.objects.exists()

    def test_the_line_of_a_zone_is_taken_at_the_desks_own_district(self, tree, desk):
        assert taken(make_line(tree.zone), desk).ticket.unit == tree.district

    def test_a_hearing_is_not_written_down_as_a_call(self, line, desk):
        with pytest.raises(Unacceptable) as refusal:
            taken(line, desk, kind=Ticket.Kind.HEARING)
        assert refusal.value.field == "kind"


class TestOnce:
    def test_the_same_form_twice_is_one_ticket(self, line, desk):
        nonce = uuid.uuid4()

        first, second = taken(line, desk, nonce=nonce), taken(line, desk, nonce=nonce, text="…")

        assert first.ticket == second.ticket
        assert Ticket.objects.count() == 1

    def test_somebody_elses_form_gives_nothing_away(self, tree, line, desk):
        nonce = taken(line, desk).nonce

        with pytest.raises(Unacceptable):
            taken(line, make_officer(Role.DESK, tree.district), nonce=nonce)

    def test_a_refused_form_may_be_sent_again(self, line, desk):
        nonce = uuid.uuid4()
        with pytest.raises(Unacceptable):
            taken(line, desk, nonce=nonce, latitude=99.0, longitude=0.0)

        assert taken(line, desk, nonce=nonce).ticket

    @pytest.mark.django_db(transaction=True)
    def test_two_clicks_at_the_same_moment_are_one_ticket(self, transactional_db, tree, line, desk):
        nonce, both = uuid.uuid4(), threading.Barrier(2)

        def click():
            both.wait()
            taken(line, desk, nonce=nonce)
            connection.close()

        threads = [threading.Thread(target=click) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert Ticket.objects.count() == DeskEntry.objects.count() == 1


class TestTheNumber:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            (NUMBER, f"91{NUMBER}"),
            ("+91 91555 00012", f"91{NUMBER}"),
            ("091555-00012", f"91{NUMBER}"),
            ("९१५५५०००१२", f"91{NUMBER}"),
            ("+9779800000000", "9779800000000"),
            ("", ""),
            ("  ", ""),
        ],
    )
    def test_is_read_as_people_write_it(self, typed, read):
        assert callers.read_number(typed) == read

    @pytest.mark.parametrize("typed", ["12345", "112", "5155500012", "91555000123456", "+12"])
    def test_what_is_none_is_refused(self, typed):
        with pytest.raises(Unacceptable) as refusal:
            callers.read_number(typed)
        assert refusal.value.field == "caller"
        assert typed not in str(refusal.value)

    def test_is_sealed_and_stands_nowhere_else(self, line, desk):
        words = f"{TEXT}, मेरा नंबर 91555 00012 है, या ९१५५५०००१२"
        entry = taken(line, desk, caller=f"+91{NUMBER}", text=words, place=f"घर {NUMBER}")

        box = unseal(bytes(entry.caller), context=callers.context(entry.nonce), keys=private_ring())
        assert box.reveal().decode() == f"91{NUMBER}"
        stored = str(list(Ticket.objects.values())) + str(list(Event.objects.values()))
        assert NUMBER not in stored and "91555 00012" not in stored and "९१५५५" not in stored
        assert entry.ticket.text.count("•••") == 2

    def test_the_web_process_seals_without_a_private_key(self, line, desk, settings):
        settings.SATAARK_VAULT_PRIVATE_KEYS = settings.SATAARK_INDEX_KEY = ""

        assert taken(line, desk, caller=NUMBER).caller

    def test_needs_a_line_to_answer_from(self, tree, desk):
        with pytest.raises(Unacceptable) as refusal:
            taken(None, desk, unit=tree.district, caller=NUMBER)
        assert refusal.value.field == "line"


class TestPage:
    @pytest.fixture
    def post(self, client, line, desk):
        client.force_login(desk)
        client.cookies["language"] = "en"

        def send(**about):
            usual = {"nonce": str(uuid.uuid4()), "line": line.pk, "kind": "call", "text": TEXT}
            return client.post(reverse("tickets:call"), {**usual, **about}, follow=True)

        return send

    def test_the_code_is_shown_large_and_spelled_in_both_languages(self, post):
        page = post(caller=NUMBER).content.decode()

        code = Ticket.objects.get().code
        assert codes.spaced(code) in page
        for language in ("hi", "en"):
            with override(language):
                said = [word for _sign, word in spoken.spelled(code)]
            assert all(word in page for word in said)

    def test_a_double_click_shows_the_same_receipt(self, post):
        nonce = str(uuid.uuid4())
        first, second = post(nonce=nonce), post(nonce=nonce)

        assert first.redirect_chain == second.redirect_chain
        assert Ticket.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong", [{"text": ""}, {"caller": "12345"}, {"kind": "hearing"}, {"caller": NUMBER[:9]}]
    )
    def test_a_number_never_comes_back_to_the_page(self, post, wrong):
        answer = post(**{"caller": NUMBER, **wrong})

        assert answer.status_code == 422
        assert NUMBER[:9] not in answer.content.decode() and "12345" not in answer.content.decode()
        assert not Ticket.objects.exists()

    def test_another_desk_does_not_see_the_receipt(self, post, client, tree):
        post()
        client.force_login(make_officer(Role.DESK, tree.district))
        url = reverse("tickets:call-receipt", args=[DeskEntry.objects.get().nonce])

        assert client.get(url).status_code == 404

    def test_a_call_about_police_leaves_the_desk_with_the_code_alone(self, post, line):
        page = post(category=make_category(line, about_police=True).pk).content.decode()

        ticket = Ticket.objects.get()
        assert ticket.is_restricted and codes.spaced(ticket.code) in page
        assert reverse("tickets:detail", args=[ticket.code]) not in page

    def test_a_category_of_another_line_is_refused(self, post, tree):
        other = make_category(make_line(tree.district))

        assert post(category=other.pk).status_code == 422

    def test_a_station_has_no_such_page(self, client, tree, line):
        client.force_login(make_officer(Role.STATION_HEAD, tree.station))

        assert client.get(reverse("tickets:call")).status_code == 403


def test_every_sign_of_a_code_has_a_word_of_its_own():
    for language in ("hi", "en"):
        with override(language):
            words = [word for _sign, word in spoken.spelled(codes.ALPHABET)]
        assert len(set(words)) == len(codes.ALPHABET)
