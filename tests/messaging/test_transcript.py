"""The transcript of each blueprint: the real talk, in each of its languages, to read aloud."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from districts import blueprint
from districts.blueprint import source
from messaging import transcript
from messaging.models import OutboundMessage
from tests.factories import NOON
from tickets.models import Ticket

SPOKEN = [
    (name, tongue)
    for name in blueprint.names()
    for tongue in source.read(name).lines[0]["languages"]
]
pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize(("name", "tongue"), SPOKEN)
PROMISE = {"hi": "नहीं दिखता", "en": "do not see", "bho": "ना लउके", "hne": "नइ दिखय"}
ERASE = {"hi": "मिटा दें", "en": "delete this chat", "bho": "मिटा दीं", "hne": "मिटा देवव"}

CODE = "K7Q-4MTX-2W9P"
TOKEN = {"hi": "टोकन 7", "en": "Token 7"}
NO_REPLY = {"hi": "बिना जवाब के भेजें", "en": "Send without reply"}
SENIOR = {"hi": "बड़े अधिकारियों", "en": "senior officers", "bho": "बड़ अधिकारी", "hne": "बड़े अधिकारी"}
THERE = {
    "hi": ("हाँ, वहीं", "कहीं और"),
    "en": ("Yes, there", "Somewhere else"),
    "bho": ("हँ, ओहिजे", "कहीं अउर"),
    "hne": ("हव, उहेंच", "कोनो अउ जगा"),
}
CALLED = {"hi": "आपकी बारी", "en": "it is your turn"}


@pytest.fixture
def scenes(views):
    by_code = {view.code: view for view in views}

    def played(name, tongue):
        told = transcript.rehearse(by_code[name], tongue, now=NOON)
        return {scene.name: scene.turns for scene in told}

    return played


def bot(turns):
    return [turn.words for turn in turns if turn.who == "bot"]


@EACH
def test_the_whole_way_is_told(scenes, name, tongue):
    turns = scenes(name, tongue)["From the first word to the last"]
    heard = bot(turns)

    assert PROMISE[tongue] in " ".join(heard)
    assert "WhatsApp" in heard[0]
    receipt = next(words for words in heard if "K7Q-4MTX-2W9P" in words)
    # whoever is to be heard finds the link in the chat
    assert (ERASE[tongue] in receipt) is (name != "prayagraj-hearing")
    assert any(turn.who == "officer" and turn.words in " ".join(heard) for turn in turns)
    assert ERASE[tongue] in heard[-1]
    assert sum(turn.who == "citizen" for turn in turns) >= 9


@EACH
def test_danger_is_answered_with_112_before_anything_else(scenes, name, tongue):
    turns = scenes(name, tongue)["Danger"]
    cry = next(n for n, turn in enumerate(turns) if turn.words == transcript.SPOKEN[tongue].cry)

    assert "*112*" in turns[cry + 1].words
    assert turns[cry + 1].choices == ()


@EACH
def test_stolen_money_is_answered_with_1930_before_any_question(scenes, name, tongue):
    first = bot(scenes(name, tongue)["Money stolen online"])[0]

    assert "1930" in first


@EACH
def test_every_scene_ends_with_a_receipt_or_thanks(scenes, name, tongue):
    for turns in scenes(name, tongue).values():
        assert "K7Q-4MTX-2W9P" in " ".join(bot(turns))
        assert turns[-1].who == "bot"


@EACH
def test_whoever_tells_of_police_is_not_told_that_the_desk_has_it(scenes, name, tongue):
    heard = bot(scenes(name, tongue)["About police"])

    assert SENIOR[tongue] in heard[-1]


@EACH
def test_a_place_that_the_story_names_is_asked_back(scenes, name, tongue):
    turns = scenes(name, tongue)["Somebody stops in the middle"]
    asked = [turn for turn in turns if turn.choices == THERE[tongue]]

    assert len(asked) == 1
    assert f"[ {THERE[tongue][0]} ]" in [turn.words for turn in turns if turn.who == "citizen"]


@pytest.mark.parametrize("tongue", ["hi", "en"])
def test_a_hearing_is_told_from_the_token_to_the_answer(scenes, tongue):
    turns = scenes("prayagraj-hearing", tongue)["To be heard by video"]
    heard = bot(turns)

    places = [
        next(place for place, words in enumerate(heard) if said in words)
        for said in (CODE, TOKEN[tongue], CALLED[tongue], transcript.SPOKEN[tongue].settled)
    ]
    assert places == sorted(places)
    assert [turn.choices for turn in turns if TOKEN[tongue] in turn.words] != [()]
    # the link is still to come: nobody is told to delete the chat, or to send without reply
    assert ERASE[tongue] not in next(words for words in heard if CODE in words)
    assert NO_REPLY[tongue] not in [title for turn in turns for title in turn.choices]


def test_only_a_line_that_hears_people_has_that_scene(scenes):
    assert "To be heard by video" not in scenes("dhamtari", "hi")


def test_the_command_prints_buttons_in_brackets_and_writes_nothing():
    blueprint.load("dhamtari", at=timezone.now())
    printed = io.StringIO()

    call_command("transcript", "dhamtari", "--language", "hne", stdout=printed)

    told = printed.getvalue()
    assert "[ सूचना देनी है ]  [ शिकायत करनी है ]  [ 🚨 अभी ख़तरा है ]" in told
    assert "[ हव, सुलझगे ]  [ नइ सुलझिस ]" in told
    assert "232511" in told
    assert not Ticket.objects.exists()
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(
    ("asked", "says"),
    [(["nowhere"], "no line “nowhere”"), (["dhamtari", "--language", "fr"], "hi")],
)
def test_what_cannot_be_printed_is_said(asked, says):
    blueprint.load("dhamtari", at=timezone.now())

    with pytest.raises(CommandError, match=says):
        call_command("transcript", *asked)
