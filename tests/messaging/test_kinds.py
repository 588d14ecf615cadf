"""Where tips and complaints come to one number, the first question is which it is."""

from dataclasses import replace

import pytest

from messaging.conversation import CategoryView
from tests.messaging.talking import LINE, LIQUOR, Citizen, tap, text

THEFT = CategoryView(
    "theft", {"hi": "चोरी", "en": "Theft"}, {"hi": "चोरी", "en": "Theft"}, is_complaint=True
)
BOTH = replace(LINE, categories=(LIQUOR, THEFT))


@pytest.fixture
def citizen():
    return Citizen(line=BOTH)


def test_the_first_question_splits_tip_complaint_and_emergency(citizen):
    keys = citizen.send(text("hi"))

    assert keys == ["greeting", "promise", "ask_kind"]
    assert citizen.choices == ["kind:tip", "kind:complaint", "danger"]
    assert len(citizen.bodies) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "rows"),
    [
        (tap("kind:tip"), "tip", ["danger", "category:liquor"]),
        (text("शिकायत"), "complaint", ["danger", "category:theft"]),
        (text("२"), "complaint", ["danger", "category:theft"]),
        (text("suchna deni hai"), "tip", ["danger", "category:liquor"]),
    ],
)
def test_only_what_is_of_that_kind_is_offered(citizen, answer, kind, rows):
    citizen.send(text("hi"))
    citizen.send(answer)
    citizen.send(tap("language:hi"))

    assert citizen.state.kind == kind
    assert citizen.choices == rows
    citizen.send(text("1"))
    assert f"category:{citizen.state.category}" == rows[1]


def test_what_was_chosen_goes_with_the_ticket(citizen):
    citizen.send(text("hi"))
    citizen.send(tap("kind:complaint"))
    citizen.send(text("मेरी गाय घर नहीं लौटी"))
    citizen.send(tap("send"))

    assert citizen.opened[0].kind == "complaint"
    assert citizen.state.kind == ""


@pytest.mark.parametrize("cry", [tap("danger"), text("3")])
def test_the_third_button_brings_help_before_anything(citizen, cry):
    citizen.send(text("hi"))

    assert citizen.send(cry)[0] == "danger"


def test_whoever_tells_at_once_is_not_asked(citizen):
    assert "ask_kind" not in citizen.send(text("नदी के किनारे शराब बन रही है"))


def test_it_is_asked_once_and_a_story_passes_by(citizen):
    citizen.send(text("hi"))

    keys = citizen.send(text("कल रात की बात है"))

    assert "ask_kind" not in keys
    assert "ask_language" in keys


def test_a_line_of_one_kind_does_not_ask():
    citizen = Citizen()

    assert "ask_kind" not in citizen.send(text("hi"))
