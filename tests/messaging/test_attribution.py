"""A poster's token in the first message: found however it is edited, counted, and kept apart."""

import pytest
from django.utils.translation import override

from districts.models import Poster, Unit
from districts.models.campaign import DIGITS, LETTERS, new_token
from messaging.conversation import State
from messaging.payloads import Incoming
from messaging.reach import attribution, links
from tests.factories import NOON, make_line, make_tree, make_unit
from tests.messaging.turning import Sender, a_line, tap, thread
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return a_line(display_number="+917839860411")


@pytest.fixture
def poster(line) -> Poster:
    campaign = line.campaigns.create(code="shakti", name_hi="मिशन शक्ति", name_en="Mission Shakti")
    station = make_unit(parent=line.unit)
    return line.posters.create(campaign=campaign, unit=station, token="K7Q2", made_at=NOON)


def found(line, text: str, state: State | None = None) -> tuple[str, str]:
    incoming, after = attribution.welcome(line, Incoming("text", text=text), state or State())
    return after.poster, incoming.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("नमस्ते · K7Q2", "नमस्ते"),
        ("Namaste · K7Q2", "Namaste"),
        ("k7q2", "नमस्ते"),
        ("नमस्ते   k7q2 ", "नमस्ते"),
        ("नमस्ते · K 7 Q 2", "नमस्ते"),
        ("नमस्ते · k-7-q-2", "नमस्ते"),
        ("नमस्ते · K७Q२", "नमस्ते"),
        ("नमस्ते · Ｋ７Ｑ２", "नमस्ते"),
        ("नमस्तेK7Q2", "नमस्ते"),
        ("K7Q2 पुल के नीचे शराब बिक रही है", "पुल के नीचे शराब बिक रही है"),
        ("पुल के नीचे (K7Q2) शराब", "पुल के नीचे शराब"),
        ("भैया सुनिए\nK7Q2\nशराब बिक रही है", "भैया सुनिए शराब बिक रही है"),
    ],
)
def test_a_token_is_found_however_the_text_was_edited(line, poster, text, left):
    assert found(line, text) == ("K7Q2", left)


@pytest.mark.parametrize(
    "text",
    [
        "नमस्ते",
        "नमस्ते · K7Q3",
        "AK7Q2",
        "K7Q2W",
        "K7Q-2M4T-X2W9",
        "UP 25 K7Q24",
        "शराब " * 300 + "K7Q2",
    ],
)
def test_without_a_token_of_this_line_nothing_is_attributed(line, poster, text):
    assert found(line, text) == ("", text)
    assert Poster.objects.get().chats == 0


def test_another_lines_token_means_nothing_here(line, poster):
    assert found(a_line(), "नमस्ते · K7Q2") == ("", "नमस्ते · K7Q2")


def test_a_token_is_never_a_word_and_never_misread():
    for _ in range(200):
        letter, digit, second, last = new_token()
        assert letter in LETTERS and second in LETTERS and digit in DIGITS and last in DIGITS
    assert not set("OILSBZU") & set(LETTERS) and not set("018") & set(DIGITS)


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_link_opens_the_chat_with_a_greeting_the_bot_understands(line, poster, language):
    link = links.chat_link(line, language, "K7Q2")
    assert link.startswith("https://wa.me/917839860411?text=")
    with override(language):
        greeting = str(links.GREETING)

    sender = Sender(line)
    sender.says(f"{greeting}{links.APART}K7Q2")

    assert Ticket.objects.count() == 0
    assert not sender.talk.state.get("draft")
    assert len(sender.answers) == 1


def test_the_ticket_keeps_the_campaign_and_the_stations_suggestion_and_no_token(line, poster):
    sender = Sender(line)
    sender.says("नमस्ते · K7Q2")
    ticket = sender.tells("कोई रात में सामान उतारता है")

    poster.refresh_from_db()
    assert (ticket.campaign, ticket.suggested_unit) == (poster.campaign, poster.unit)
    assert (poster.chats, poster.tickets) == (1, 1)
    kept = [ticket.text, str(list(ticket.events.values())), *(e.text for e in thread(ticket))]
    assert "K7Q2" not in " ".join(kept)
    assert "poster" not in sender.talk.state


def test_a_place_the_citizen_names_goes_before_the_posters(line, poster):
    named = make_unit(parent=line.unit, name_hi="इज्जतनगर", name_en="Izzatnagar")
    sender = Sender(line)
    sender.says("नमस्ते K7Q2")
    sender.says("कोई रात में सामान उतारता है")
    sender.says(tap("language:hi"))
    sender.says("बता नहीं सकते किस बारे में")
    sender.says("इज्जतनगर")
    sender.says(tap("send"))

    assert Ticket.objects.get().suggested_unit == named


def test_without_a_token_a_ticket_has_no_campaign(line, poster):
    assert Sender(line).tells().campaign is None


def test_a_second_scan_counts_once_and_adds_nothing_to_what_is_told(line, poster):
    sender = Sender(line)
    sender.says("नमस्ते · K7Q2")
    sender.says("नमस्ते · K7Q2")
    sender.says("पुल के नीचे शराब बन रही है")
    sender.says("नमस्ते · K7Q2")

    poster.refresh_from_db()
    assert poster.chats == 1
    assert [part["text"] for part in sender.talk.state["draft"]] == ["पुल के नीचे शराब बन रही है"]


def test_a_districts_poster_spares_the_question_for_the_district():
    tree = make_tree()
    line = make_line(tree.zone, asks_district=True, phone_number_id="100000000000077")
    line.posters.create(unit=tree.other_district, token="A3C4", made_at=NOON)
    sender = Sender(line)
    sender.says("नमस्ते · A3C4")
    ticket = sender.tells()

    assert ticket.unit == tree.other_district
    assert Unit.Kind(ticket.unit.kind) == Unit.Kind.DISTRICT
