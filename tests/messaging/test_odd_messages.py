"""Every row of docs/odd-messages.md, sent as WhatsApp sends it."""

from pathlib import Path
from typing import Any

import pytest

from messaging.conversation import settle
from messaging.payloads import read_message
from tests.messaging.talking import LINE, Citizen, point, tap, text
from tests.messaging.turning import Sender, a_line, thread
from tests.messaging.turning import text as raw_text
from tickets.models import Ticket

TIP = "नदी के किनारे कच्ची शराब बन रही है"
NEXT = ["kept", "ask_more"]  # the question on the screen of whoever is telling
UNREADABLE = ["kept", "unreadable", "ask_more"]
TOLD = [TIP, ""]  # what the citizen below has told before: words and a place
SCRIPTS = {
    "Tamil": "ஆற்றங்கரையில் சாராயம் காய்ச்சுகிறார்கள்",
    "Urdu": "ندی کے کنارے شراب بن رہی ہے",
    "Bengali": "নদীর ধারে মদ তৈরি হচ্ছে",
    "Gurmukhi": "ਨਦੀ ਦੇ ਕੰਢੇ ਸ਼ਰਾਬ ਬਣ ਰਹੀ ਹੈ",
    "Odia": "ନଦୀ କୂଳରେ ମଦ ତିଆରି ହେଉଛି",
    "Telugu": "నది ఒడ్డున సారా కాస్తున్నారు",
}
LONG = "लंबी बात " * 8_000


def unsupported(kind: str, code: int = 131051) -> dict[str, Any]:
    return {"type": "unsupported", "unsupported": {"type": kind}, "errors": [{"code": code}]}


def interactive(**reply: Any) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": next(iter(reply)), **reply}}


def media(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, kind: {"id": "media-1", "mime_type": "image/jpeg", **more}}


def edit(words: str, original: str) -> dict[str, Any]:
    new = {"type": "text", "text": {"body": words}}
    return {"type": "edit", "edit": {"original_message_id": original, "message": new}}


def revoke(original: str) -> dict[str, Any]:
    return {"type": "revoke", "revoke": {"original_message_id": original}}


CARD = {"name": {"formatted_name": "Raju"}, "phones": [{"phone": "+91 55500 00009"}]}
FORWARDED = {"type": "text", "text": {"body": "सुना है"}, "context": {"forwarded": True}}
Row = tuple[dict[str, Any], list[str], list[str]]
# the message; what is answered to whoever is telling something; what is kept besides
TELLING: dict[str, Row] = {
    "sticker": (media("sticker"), NEXT, [""]),
    "only emoji": ({"type": "text", "text": {"body": "😀🙏"}}, NEXT, ["😀🙏"]),
    "empty text": ({"type": "text", "text": {}}, NEXT, [""]),
    "reaction": ({"type": "reaction", "reaction": {"emoji": "👍"}}, NEXT, []),
    "shared contact": ({"type": "contacts", "contacts": [CARD]}, NEXT, ["Raju +91 55500 00009"]),
    "poll": (unsupported("poll_creation"), UNREADABLE, []),
    "view-once photo": (unsupported("", 131060), UNREADABLE, []),
    "group invitation": (unsupported("group_invite"), UNREADABLE, []),
    "unknown kind": ({"type": "hologram", "hologram": {"id": "1"}}, UNREADABLE, []),
    "file without id": ({"type": "image", "image": {"caption": "यहीं पर"}}, NEXT, ["यहीं पर"]),
    "order with words": ({"type": "order", "order": {"text": "दो पेटी"}}, NEXT, ["दो पेटी"]),
    "order without words": ({"type": "order", "order": {}}, UNREADABLE, []),
    "form answers": (
        interactive(nfm_reply={"response_json": '{"a": "दो आदमी"}'}),
        NEXT,
        ["दो आदमी"],
    ),
    "call permission": (interactive(call_permission_reply={"response": "accept"}), NEXT, []),
    "first-chat event": ({"type": "request_welcome"}, NEXT, []),
    "forwarded message": (FORWARDED, NEXT, ["सुना है"]),
    "voice note": (media("audio", voice=True), NEXT, [""]),
    "file sent as document": (media("document"), ["kept", "cleaned_copy", "ask_more"], [""]),
    "place without coordinates": ({"type": "location", "location": {"name": "घाट"}}, NEXT, ["घाट"]),
    "70 KB of text": ({"type": "text", "text": {"body": LONG}}, NEXT, [LONG.strip()]),
    **{
        script: ({"type": "text", "text": {"body": words}}, NEXT, [words])
        for script, words in SCRIPTS.items()
    },
}
MENDED = {
    "edit of an unsent message",
    "edit of a sent message",
    "deletion of an unsent message",
    "deletion of a sent message",
}


def telling() -> Citizen:
    citizen = Citizen(ref="first")
    citizen.send(text(TIP), tap("language:hi"), point())
    citizen.ref = ""
    return citizen


def documented() -> set[str]:
    rows = Path("docs/odd-messages.md").read_text().splitlines()
    named = [row.split("|")[1].strip() for row in rows if row.startswith("| ")]
    return set(named) - {"message"}


def test_every_row_of_the_table_is_sent_here():
    assert documented() == set(TELLING) | MENDED


@pytest.mark.parametrize("name", TELLING)
def test_whoever_is_telling_is_answered(name):
    raw, answered, kept = TELLING[name]
    citizen = telling()

    said = citizen.send(read_message(raw))

    assert sorted(said) == sorted(answered)
    assert [part.text for part in citizen.state.draft] == [*TOLD, *kept]
    [sent] = settle(citizen.state, LINE, citizen.now).intents
    assert [part.text for part in sent.parts] == [*TOLD, *kept]


@pytest.mark.parametrize("name", TELLING)
def test_a_newcomer_is_answered_and_can_go_on(name):
    raw, *_ = TELLING[name]
    citizen = Citizen()

    said = citizen.send(read_message(raw))

    silent = name in {"reaction", "first-chat event"}
    assert said == [] if silent else said[:2] == ["greeting", "promise"]
    citizen.send(text(TIP), tap("language:hi"), point())
    citizen.send(tap("send"))
    assert TIP in [part.text for part in citizen.opened[0].parts]


@pytest.mark.parametrize("name", TELLING)
def test_after_the_receipt_it_is_answered_too(name):
    citizen = telling()
    citizen.send(tap("send"))

    said = citizen.send(read_message(TELLING[name][0]))

    assert said or name in {"reaction", "first-chat event"}


@pytest.mark.parametrize("name", ["sticker", "only emoji", "empty text", "reaction", "poll"])
def test_what_says_nothing_never_becomes_a_ticket(name):
    citizen = Citizen()
    for _ in range(3):
        citizen.send(read_message(TELLING[name][0]))

    assert settle(citizen.state, LINE, citizen.now).intents == ()
    citizen.send(tap("send"))
    assert citizen.opened == []


def test_a_forwarded_message_is_second_hand():
    citizen = telling()
    citizen.send(read_message(FORWARDED))

    assert [part.is_forwarded for part in citizen.state.draft] == [False, False, True]


class TestEditedAndDeleted:
    def sends(self, citizen: Citizen, raw: dict[str, Any], refers: str) -> list[str]:
        citizen.refers = refers
        said = citizen.send(read_message(raw))
        citizen.refers = ""
        return said

    def test_an_edit_changes_the_draft(self):
        citizen = telling()

        assert self.sends(citizen, edit("पुल के नीचे", "wamid.1"), "first") == NEXT
        assert citizen.state.draft[0].text == "पुल के नीचे"

    def test_an_edit_of_what_was_sent_is_added(self):
        citizen = telling()
        citizen.send(tap("send"))

        assert self.sends(citizen, edit("पुल के नीचे", "wamid.1"), "first") == ["added"]
        [parts] = citizen.tickets.values()
        assert [part.text for part in parts] == [*TOLD, "पुल के नीचे"]

    def test_an_edit_of_something_unknown_is_a_message(self):
        citizen = telling()

        self.sends(citizen, edit("पुल के नीचे", "wamid.1"), "other")

        assert citizen.state.draft[-1].text == "पुल के नीचे"

    def test_a_deletion_takes_it_out_of_the_draft(self):
        citizen = telling()

        assert "taken_out" in self.sends(citizen, revoke("wamid.1"), "first")
        assert TIP not in [part.text for part in citizen.state.draft]
        assert [part.text for part in citizen.discarded] == [TIP]

    def test_a_deleted_place_is_asked_for_again(self):
        citizen = Citizen()
        citizen.send(text(TIP), tap("language:hi"))
        citizen.ref = "place"
        citizen.send(text("फरीदपुर के पास"))

        assert self.sends(citizen, revoke("wamid.2"), "place")[-1] == "ask_place"
        assert citizen.state.place == ""

    def test_a_place_may_be_edited(self):
        citizen = Citizen()
        citizen.send(text(TIP), tap("language:hi"))
        citizen.ref = "place"
        citizen.send(text("फरीदपुर के पास"))

        self.sends(citizen, edit("फतेहगंज के पास", "wamid.2"), "place")

        assert citizen.state.place == "फतेहगंज के पास"

    def test_a_deletion_of_what_was_sent_is_answered_kindly_and_once(self):
        citizen = telling()
        citizen.send(tap("send"))

        assert self.sends(citizen, revoke("wamid.1"), "first") == ["stays_sent"]
        assert self.sends(citizen, revoke("wamid.2"), "second") == []
        assert len(citizen.tickets) == 1

    def test_a_newcomer_who_deletes_is_not_bothered(self):
        assert self.sends(Citizen(), revoke("wamid.1"), "x") == []


@pytest.mark.django_db
class TestThroughTheDoor:
    @pytest.fixture
    def sender(self) -> Sender:
        return Sender(a_line())

    def test_an_edit_and_a_deletion_find_their_message(self, sender):
        one, two = raw_text("गाड़ी नीली है", id="wamid.ONE"), raw_text("रात में", id="wamid.TWO")
        sender.says(TIP, one, two)
        sender.says({**raw_text(""), **edit("गाड़ी काली है", "wamid.ONE")})
        sender.says({**raw_text(""), **revoke("wamid.TWO")})

        assert "गाड़ी काली है" in str(sender.talk.state)
        assert "गाड़ी नीली है" not in str(sender.talk.state)
        assert "रात में" not in str(sender.talk.state)

    def test_a_huge_text_is_kept_whole(self, sender):
        sender.says(LONG)
        sender.says("हिंदी")
        for _ in range(5):
            sender.says("पता नहीं")
        sender.says("बस")

        ticket = Ticket.objects.get()
        assert thread(ticket)[0].text == LONG.strip()
        assert len(ticket.text) <= 20_000
