"""By what name a citizen of the chat is heard: asked once, sealed, for whoever hears them alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from districts.models import Role
from hearings import booking, calls, desks, particulars, sweep
from hearings.models import EarlyParticulars, HearingRequest, Particulars
from messaging.payloads import Incoming
from tests.factories import make_category, make_officer
from tests.hearings.day import make_window
from tests.messaging.talking import HEARING, Citizen
from tests.messaging.talking import tap as tapped
from tests.messaging.talking import text as written
from tests.messaging.test_leaks import everything_in_the_database
from tests.messaging.turning import Sender, a_line, tap
from tickets.models import Ticket

NAME = "Synthia Sitalakshmi"  # WhatsApp calls the sender Synthia too


def asked(line=HEARING) -> Citizen:
    """Return a citizen who has said what it is about and where, and reads the question."""
    citizen = Citizen(line)
    citizen.send(written("मेरी सुनवाई हो, ज़मीन का झगड़ा है"), tapped("kind:complaint"))
    citizen.send(tapped("language:en"))
    citizen.send(written("not sure"))
    return citizen


def test_whoever_wants_to_be_heard_is_asked_for_a_name_with_one_button_to_go_on_without():
    citizen = asked()

    assert "ask_name" in citizen.read[-1].keys
    assert citizen.choices == ["nameless"]


@pytest.mark.parametrize(
    "line",
    [replace(HEARING, asks_name=False), replace(HEARING, categories=())],
    ids=["no key", "no hearing"],
)
def test_nobody_else_is_asked(line):
    assert "ask_more" in asked(line).read[-1].keys


@pytest.mark.parametrize(
    "told",
    ["Sita", "सीता देवी", "मेरा नाम सीता है", "Smt. Sita Devi w/o Ram Lal", "Md. Asif, 2nd son"],
)
def test_a_few_words_are_the_name_and_no_part_of_the_matter(told):
    citizen = asked()
    before = citizen.state.draft

    assert citizen.send(written(told)) == ["kept", "ask_more"]
    assert (citizen.names, citizen.state.draft) == ([told], before)
    citizen.send(tapped("send"))

    assert (citizen.opened[0].name, citizen.opened[0].is_nameless) == ("sealed 1", False)
    assert citizen.state.name == ""


@pytest.mark.parametrize(
    "answer", [tapped("nameless"), *map(written, ["1", "१", "नहीं", "no", "skip", "पता नहीं"])]
)
def test_who_gives_none_is_heard_without(answer):
    citizen = asked()
    citizen.send(answer)
    citizen.send(tapped("send"))

    assert citizen.names == []
    assert (citizen.opened[0].name, citizen.opened[0].is_nameless) == ("", True)


@pytest.mark.parametrize(
    "story",
    [
        "पड़ोसी ने कल रात दीवार गिरा दी और पुलिस बुलाने पर भी कोई नहीं आया",
        "why do you ask?",
        "first\nsecond",
        "🙏🙏",
    ],
)
def test_what_is_no_name_joins_the_matter_and_the_question_is_put_once_more(story):
    citizen = asked()
    before = len(citizen.state.draft)

    said = citizen.send(written(story))

    assert citizen.names == []
    assert len(citizen.state.draft) == before + 1 and "ask_name" in said
    assert "ask_more" in citizen.send(written(f"{story} {story} और सुनिए, इतना और हुआ था उस दिन"))


@pytest.mark.parametrize("words", ["भेज दें", "send"])
def test_send_is_no_name(words):
    citizen = asked()
    citizen.send(written(words))

    assert (citizen.names, len(citizen.opened)) == ([], 1)
    assert not citizen.opened[0].is_nameless


def told_in_message_seven() -> Citizen:
    citizen = asked()
    citizen.ref = "message-7"
    citizen.send(written(NAME))
    citizen.ref, citizen.refers = "", "message-7"
    return citizen


def test_a_name_taken_back_before_it_is_sent_is_gone():
    citizen = told_in_message_seven()

    assert "taken_out" in citizen.send(Incoming("system", detail="revoke"))
    assert citizen.state.name == ""
    assert "ask_name" in citizen.read[-1].keys


def test_a_name_mended_is_the_name():
    citizen = told_in_message_seven()
    citizen.send(written("Sita Devi", detail="edit"))

    assert citizen.names == [NAME, "Sita Devi"]
    assert citizen.state.name == "sealed 2"


@pytest.mark.parametrize("sent", [False, True], ids=["before", "after"])
def test_a_stale_button_changes_no_other_matter(sent):
    citizen = Citizen(HEARING)
    if sent:
        citizen = asked()
        citizen.send(written(NAME))
        citizen.send(tapped("send"))
    citizen.send(tapped("nameless"))

    assert not citizen.state.is_nameless
    assert not citizen.state.active


# with the database


@pytest.fixture
def sender(db) -> Sender:
    line = a_line()
    make_category(line, code="hearing", kind=Ticket.Kind.HEARING, keywords=["सुनवाई"])
    make_window(line)
    return Sender(line)


def books(sender: Sender, *answer) -> Ticket:
    sender.says("मुझे वीडियो सुनवाई चाहिए, ज़मीन का झगड़ा है")
    sender.says(tap("language:hi"))
    sender.says("पता नहीं")
    sender.says(*answer)
    sender.says(tap("send"))
    return Ticket.objects.latest("pk")


def has_token(sender: Sender) -> HearingRequest:
    sweep.run(now=sender.now)
    return HearingRequest.objects.get()


def test_the_name_reaches_the_officer_who_hears_and_lies_open_nowhere(sender, client):
    books(sender, NAME)
    request = has_token(sender)
    officer = make_officer(Role.HEARING, sender.line.unit)
    at = request.window.hours_of(request.day).opens
    desks.open_desk(window_id=request.window_id, by=officer, at=at)
    call = desks.call_next(by=officer, at=at)
    client.force_login(officer)

    page = client.get(reverse("hearings:call", args=[call.pk]), secure=True).content.decode()

    assert particulars.read(request) == (NAME, "")
    assert NAME in page
    assert b"Sitalakshmi" not in everything_in_the_database()
    assert not request.is_anonymous


def test_while_it_is_told_the_name_lies_open_nowhere(sender):
    sender.says("मुझे वीडियो सुनवाई चाहिए, ज़मीन का झगड़ा है")
    sender.says(tap("language:hi"))
    sender.says("पता नहीं")
    assert "किस नाम" in sender.read
    sender.says(NAME)

    assert sender.talk.state["name"]
    assert b"Sitalakshmi" not in everything_in_the_database()
    sender.says(tap("send"))
    assert EarlyParticulars.objects.count() == 1
    assert b"Sitalakshmi" not in everything_in_the_database()


def test_the_number_told_with_the_name_stays_hidden(sender):
    books(sender, "Synthia 9155500 00001")

    name = particulars.read(has_token(sender)).name
    assert name.startswith("Synthia ") and "00001" not in name


def test_who_gives_no_name_is_heard_through_the_relay_alone(sender):
    ticket = books(sender, tap("nameless"))
    request = has_token(sender)

    assert request.is_anonymous
    assert not Particulars.objects.exists()
    assert ticket.events.filter(data__wish="nameless").count() == 1


def test_the_relay_is_all_there_is_from_the_moment_of_booking(sender):
    """A round may die between giving out tokens and reading wishes; a desk may call meanwhile."""
    ticket = books(sender, tap("nameless"))

    assert booking.book(ticket_id=ticket.pk, at=sender.now).is_anonymous


def test_without_a_key_nobody_is_asked(sender, settings):
    settings.HEARING_KEYS = []
    books(sender, "और बात")

    assert not EarlyParticulars.objects.exists()
    assert "और बात" in Ticket.objects.get().text


@pytest.mark.parametrize("booked", [False, True], ids=["before the token", "after"])
def test_forget_me_takes_the_name_away(sender, booked):
    books(sender, NAME)
    if booked:
        request = has_token(sender)
        assert particulars.read(request).name == NAME

    sender.says("भूल जाओ")
    sender.says("भूल जाओ")

    assert not Particulars.objects.exists() and not EarlyParticulars.objects.exists()


def test_a_name_that_came_to_no_hearing_is_forgotten_in_a_week(sender):
    books(sender, NAME)
    sender.line.hearing_window.delete()

    particulars.forget(now=sender.now + particulars.KEPT - timedelta(hours=1))
    assert EarlyParticulars.objects.exists()
    particulars.forget(now=sender.now + particulars.KEPT)

    assert not EarlyParticulars.objects.exists()


def test_the_name_stays_as_long_as_the_hearing_is_put_off(sender):
    books(sender, NAME)
    request = has_token(sender)
    for _day in range(9):
        calls.another_day(request, at=sender.now, is_carried=False)

    particulars.forget(now=request.expected_at)
    assert particulars.read(request).name == NAME
    particulars.forget(now=request.expected_at + particulars.KEPT)
    assert particulars.read(request).name == ""
