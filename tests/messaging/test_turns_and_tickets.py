"""What a turn does to tickets: which one, where it lies, who may not see it."""

import pytest

from districts.models import Line, Unit
from messaging import announcements
from messaging.models import OutboundMessage
from tests.factories import make_officer, make_tree, make_unit
from tests.messaging.turning import (
    Sender,
    a_line,
    photo,
    place,
    police_category,
    quoting,
    sent_as,
    tap,
    thread,
)
from tickets import events
from tickets.codes import spaced
from tickets.models import Ticket
from tickets.services import dialogue

pytestmark = pytest.mark.django_db
TIP = "नदी के किनारे शराब बन रही है"


@pytest.fixture
def sender() -> Sender:
    return Sender(a_line())


class TestDanger:
    def test_112_leaves_first_and_the_desk_has_it_at_once(self, sender):
        sender.says("बचाओ, गोली चल रही है")

        assert "112" in str(sender.answers[0].body)
        assert Ticket.objects.get().priority == Ticket.Priority.EMERGENCY

    def test_what_follows_joins_it(self, sender):
        sender.says("बचाओ, गोली चल रही है")
        sender.says(place(28.36, 79.43))
        sender.says("सिविल लाइन के पीछे")

        entries = thread(Ticket.objects.get())
        assert [entry.text for entry in entries[1:]] == ["", "सिविल लाइन के पीछे"]
        assert entries[1].latitude == 28.36


class TestAboutATicket:
    def test_a_quote_of_our_message_adds_to_its_ticket(self, sender):
        ticket = sender.tells()
        officer = make_officer("desk", sender.line.unit)
        dialogue.ask(ticket_id=ticket.pk, by=officer, at=sender.now, text="कितने लोग थे?")
        asked = ticket.events.get(kind=events.ASKED)
        message = _announced(sender, asked)
        sent_as(message, "wamid.OURS")

        sender.says(quoting("हाँ, चार लोग", "wamid.OURS"))

        assert ticket.events.get(kind=events.ANSWERED).note == "हाँ, चार लोग"
        assert spaced(ticket.code) in sender.read

    def test_an_open_question_takes_the_next_words_and_photos(self, sender):
        ticket = sender.tells()
        officer = make_officer("desk", sender.line.unit)
        dialogue.ask(ticket_id=ticket.pk, by=officer, at=sender.now, text="फ़ोटो है?")
        asked = ticket.events.get(kind=events.ASKED)
        sent_as(_announced(sender, asked), "wamid.OURS")

        sender.says(photo())

        assert ticket.events.filter(kind=events.ANSWERED).count() == 1
        assert ticket.attachments.count() == 1

    def test_status_speaks_of_ones_own_tickets_only(self, sender):
        ticket = sender.tells()
        stranger = Sender(sender.line, number=2, now=sender.now)

        sender.says("status")
        stranger.says(f"status {ticket.code}")

        assert spaced(ticket.code) in sender.read
        assert spaced(ticket.code) not in stranger.read

    def test_words_under_a_strangers_code_begin_a_matter_of_their_own(self, sender):
        ticket = sender.tells()
        stranger = Sender(sender.line, number=2, now=sender.now)

        stranger.says(f"{ticket.code} में यह भी जोड़िए कि वे झूठे हैं")

        assert len(thread(ticket)) == 1
        assert len(stranger.talk.state["draft"]) == 1


class TestPlaces:
    @pytest.fixture
    def world(self):
        tree = make_tree()
        Unit.objects.filter(pk=tree.station.pk).update(
            name_hi="फरीदपुर", name_en="Faridpur", latitude=28.2, longitude=79.5
        )
        Unit.objects.filter(pk=tree.rural_station.pk).update(
            name_hi="नवाबगंज", name_en="Nawabganj", latitude=28.5, longitude=79.6
        )
        return tree, Sender(a_line())

    def test_a_named_station_is_suggested_and_hides_nothing(self, world):
        tree, sender = world
        Line.objects.update(unit=tree.district)
        sender.says(TIP), sender.says(tap("language:hi")), sender.says("फरीदपुर के पास")
        sender.says(tap("send"))

        ticket = Ticket.objects.get()
        assert ticket.suggested_unit == tree.station
        assert ticket.unit == tree.district

    def test_a_shared_place_suggests_the_nearest_station(self, world):
        tree, sender = world
        Line.objects.update(unit=tree.district)
        sender.says(TIP), sender.says(tap("language:hi")), sender.says(place(28.49, 79.61))
        sender.says(tap("send"))

        assert Ticket.objects.get().suggested_unit == tree.rural_station

    def test_a_complaint_about_police_is_restricted_and_keeps_from_the_station_named(self, world):
        tree, sender = world
        Line.objects.update(unit=tree.district)
        police_category(sender.line)
        sender.says("दरोगा रिश्वत मांग रहा है"), sender.says(tap("language:hi"))
        sender.says("फरीदपुर"), sender.says(tap("send"))

        ticket = Ticket.objects.get()
        head = make_officer("station_head", tree.station)
        assert ticket.is_restricted
        assert list(ticket.accusations.values_list("unit", flat=True)) == [tree.station.pk]
        assert not Ticket.objects.visible_to(head).exists()

    def test_the_district_chosen_is_where_the_ticket_lies(self, world):
        tree, sender = world
        Line.objects.update(unit=tree.range, asks_district=True)
        sender.says(TIP), sender.says(tap("language:hi"))
        sender.says(tap(f"district:{tree.other_district.code}"))
        sender.says("पता नहीं"), sender.says(tap("send"))

        assert Ticket.objects.get().unit == tree.other_district


def test_what_only_mentions_a_far_away_unit_cannot_be_chosen():
    sender = Sender(a_line())
    elsewhere = make_unit(Unit.Kind.DISTRICT)
    sender.says(TIP), sender.says(tap(f"district:{elsewhere.code}"))
    sender.says("पता नहीं"), sender.says(tap("send"))

    assert Ticket.objects.get().unit == sender.line.unit


def _announced(sender: Sender, event: object) -> OutboundMessage:
    announcements.announce(now=sender.now)
    return OutboundMessage.objects.get(event=event)


@pytest.mark.parametrize(
    ("words", "priority"),
    [
        ("पड़ोस में बच्चों से भीख मंगवाते हैं", Ticket.Priority.HIGH),
        ("ladkiyo ko roz chhedte hai college ke bahar", Ticket.Priority.HIGH),
        (TIP, Ticket.Priority.ORDINARY),
    ],
)
def test_what_harms_a_child_or_a_woman_comes_before_the_rest(sender, words, priority):
    assert sender.tells(words).priority == priority
