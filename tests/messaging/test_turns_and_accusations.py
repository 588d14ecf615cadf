"""Words that accuse police keep a ticket from them: at birth, and whenever they come."""

import pytest

from districts.models import Posting
from tests.factories import NOON, make_officer, make_tree
from tests.messaging.turning import Sender, a_line, police_category, tap
from tickets import events
from tickets.models import Ticket
from tickets.services import forwarding

pytestmark = pytest.mark.django_db
TIP = "नदी के किनारे शराब बन रही है"


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def sender(tree):
    return Sender(a_line(unit=tree.district))


@pytest.fixture
def chief(tree):
    return make_officer("chief", tree.district)


@pytest.fixture
def desk(tree):
    return make_officer("desk", tree.district)


def sent(sender, words):
    sender.says(words), sender.says(tap("language:hi")), sender.says("पता नहीं")
    sender.says(tap("send"))
    return Ticket.objects.latest("pk")


def test_words_alone_restrict_where_a_line_has_no_category_for_it(sender, chief, desk):
    sent(sender, "daroga har mahine sharab wale se paisa leta hai")

    assert not Ticket.objects.visible_to(desk).exists()
    assert Ticket.objects.visible_to(chief).exists()


def test_an_officer_named_in_another_script_is_excluded_for_ever(tree, sender, chief):
    named = make_officer("station_head", tree.station, name="Ramesh Kumar Yadav")
    ticket = sent(sender, "रमेश यादव शराब वालों से रिश्वत लेता है")

    assert list(ticket.accusations.values_list("officer", flat=True)) == [named.pk]
    Posting.objects.create(officer=named, unit=tree.district, role="chief", since=NOON)
    assert not Ticket.objects.visible_to(named).exists()


def test_an_officer_is_meant_by_what_people_call_them(tree, sender):
    called = make_officer("station_head", tree.station, nicknames=["काला चश्मा"])

    ticket = sent(sender, "kala chashma jue wale se hafta leta hai")

    assert ticket.is_restricted
    assert list(ticket.accusations.values_list("officer", flat=True)) == [called.pk]


def test_an_officer_of_another_district_is_not_meant(tree, sender):
    make_officer("station_head", tree.other_station, name="Ramesh Kumar Yadav")

    ticket = sent(sender, "daroga ramesh yadav paise leta hai")

    assert ticket.is_restricted
    assert not ticket.accusations.exists()


def test_an_accused_chief_leaves_it_to_the_range(tree, sender, chief):
    ticket = sent(sender, "SSP har thane se mahina leta hai, rishwat")

    assert ticket.unit == tree.range
    assert not Ticket.objects.visible_to(chief).exists()


@pytest.mark.parametrize("words", [TIP, "police ko bhejo, jua ho raha hai", "police nahi aayi"])
def test_naming_police_hides_nothing_from_the_desk(sender, desk, words):
    sent(sender, words)

    assert Ticket.objects.visible_to(desk).exists()


class TestLaterWords:
    @pytest.fixture
    def ticket(self, tree, sender, desk):
        ticket = sent(sender, TIP)
        return forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=tree.station)

    def test_take_a_ticket_away_from_the_station_they_accuse(self, tree, sender, ticket, chief):
        head = make_officer("station_head", tree.station)
        assert Ticket.objects.visible_to(head).exists()

        sender.says(f"{ticket.code} thane wale khud mile hue hain, daroga paise leta hai")

        ticket.refresh_from_db()
        assert ticket.is_restricted and ticket.unit == tree.district
        assert not Ticket.objects.visible_to(head).exists()
        assert Ticket.objects.visible_to(chief).exists()
        assert list(ticket.accusations.values_list("unit", flat=True)) == [tree.station.pk]

    def test_are_written_after_the_restriction(self, sender, ticket):
        sender.says(f"{ticket.code} daroga paise leta hai")

        kinds = list(ticket.events.order_by("number").values_list("kind", flat=True))
        assert kinds[-2:] == [events.RESTRICTED, events.ADDED]

    def test_restrict_once(self, sender, ticket):
        sender.says(f"{ticket.code} daroga paise leta hai")
        sender.says(f"{ticket.code} daroga aaj bhi paise le gaya")

        assert ticket.events.filter(kind=events.RESTRICTED).count() == 1

    def test_that_name_the_chief_lift_it_higher(self, tree, sender, ticket, chief):
        sender.says(f"{ticket.code} daroga paise leta hai")
        sender.says(f"{ticket.code} SSP bhi mila hua hai")

        ticket.refresh_from_db()
        assert ticket.unit == tree.range
        assert not Ticket.objects.visible_to(chief).exists()

    def test_that_only_name_police_change_nothing(self, tree, sender, ticket):
        sender.says(f"{ticket.code} police abhi tak nahi aayi, thana kotwali ke paas hai")

        ticket.refresh_from_db()
        assert not ticket.is_restricted and ticket.unit == tree.station


def test_the_category_chosen_is_enough(sender, desk):
    police_category(sender.line)
    sender.says("यहाँ कुछ ग़लत हो रहा है"), sender.says(tap("language:hi"))
    sender.says(tap("category:about-police")), sender.says("पता नहीं"), sender.says(tap("send"))

    assert Ticket.objects.get().is_restricted
    assert not Ticket.objects.visible_to(desk).exists()
