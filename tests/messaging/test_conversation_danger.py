"""Danger first: in any state, in any spelling; cyber fraud gets 1930 before any question."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from messaging import danger
from messaging.conversation import AddToTicket, Helpline
from tests.messaging.talking import LINE, Citizen, photo, point, tap, text

BLUEPRINTS = sorted(Path("districts/blueprints").glob("*.yaml"))

CRIES = [
    "बचाओ",
    "बचाओ!!! गोली चल रही है",
    "goli chal rahi hai bhai",
    "GOLI CHAL RAHI HAI",
    "help now",
    "Please help me, they are beating me",
    "accident ho gaya hai highway par",
    "एक्सीडेंट हो गया है",
    "घर में आग लग गई",
    "mujhe maar rahe hai",
    "वो मुझे मार रहे हैं",
    "अभी",
    "abhi khatra hai",
    "🆘",
    "jaldi police bhejo",
    "ladki ko utha le gaye",
    "वो जान से मारने की धमकी दे रहा है और दरवाज़ा तोड़ रहा है",
    "there is a fire in the market",
    "खून बह रहा है",
    "112",
]
CALM = [
    "hi",
    "गाँव में शराब बिक रही है",
    "मेरी गाड़ी चोरी हो गई",
    "pichle saal accident ho gaya tha, muavza nahi mila",
    "status",
    "the gambling den runs every evening",
    "अभी भी जुआ चल रहा है",
    "police verification kaise hoga",
    "koi khatra nahi hai",
    "kisi ko goli nahi lagi, sab theek hai",
    "no one is in danger",
    "2 saal pehle goli chali thi",
    "kal goli chali thi",
    "वहाँ आग लगी थी",
    "beti bachao beti padhao",
    "aag laga di party ne",
]


@pytest.mark.parametrize("cry", CRIES)
def test_a_cry_is_heard(cry):
    assert danger.is_now(cry)


@pytest.mark.parametrize("words", CALM)
def test_calm_words_are_no_cry(words):
    assert not danger.is_now(words)


@pytest.mark.parametrize(
    "before",
    [
        [],
        [text("hi")],
        [text("hi"), tap("language:hi")],
        [text("शराब बिक रही है"), tap("language:hi")],
        [text("शराब बिक रही है"), tap("language:hi"), point()],
        [text("शराब बिक रही है"), tap("language:hi"), point(), tap("send")],
        [text("शराब बिक रही है"), tap("language:hi"), point(), tap("send"), text("और भी है")],
    ],
)
@pytest.mark.parametrize("cry", [text("बचाओ गोली चल रही है"), tap("danger"), photo("help me now")])
def test_in_any_state_112_comes_before_anything_else(before, cry):
    citizen = Citizen()
    for message in before:
        citizen.send(message)

    citizen.send(cry)

    body = citizen.bodies[0]["text"]["body"]
    assert "112" in body and "232511" in body
    assert citizen.opened[-1].is_urgent


def test_what_was_told_before_goes_along():
    citizen = Citizen()
    citizen.send(text("चौराहे पर भीड़ लगी है"))

    citizen.send(text("बचाओ"))

    assert [part.text for part in citizen.opened[0].parts] == ["चौराहे पर भीड़ लगी है", "बचाओ"]


def test_what_follows_goes_to_the_same_ticket_unasked():
    citizen = Citizen()
    citizen.send(text("बचाओ"))

    assert citizen.send(point()) == ["added"]
    assert citizen.send(text("वो यहीं हैं, बचाओ")) == ["danger", "added"]

    assert len(citizen.opened) == 1
    assert isinstance(citizen.last, AddToTicket)


@pytest.mark.parametrize(
    "words", ["मेरे खाते से पैसे कट गए", "UPI fraud ho gaya", "OTP bata diya", "साइबर ठगी हुई"]
)
def test_cyber_fraud_gets_1930_before_any_question(words):
    citizen = Citizen()

    citizen.send(text(words))

    assert "1930" in citizen.bodies[0]["text"]["body"]
    assert citizen.read[-1].keys[-1] == "ask_language"


def test_1930_is_said_once_in_a_matter():
    citizen = Citizen()
    citizen.send(text("मेरे खाते से पैसे कट गए"))

    assert "cyber_fraud" not in citizen.send(text("खाते से पैसे फिर कटे"))


HELPS = {
    "child": "पड़ोस में बच्चों से भीख मंगवाते हैं",
    "women": "ladkiyo ko roz chhedte hai college ke bahar",
}
USUAL = {"child": "1098", "women": "181"}


@pytest.mark.parametrize("purpose", HELPS)
def test_the_helpline_comes_before_any_question(purpose):
    citizen = Citizen()

    said = citizen.send(text(HELPS[purpose]))

    assert said[0] == f"{purpose}_help" and said[-1] == "ask_language"
    assert USUAL[purpose] in citizen.bodies[0]["text"]["body"]
    assert "1090" not in citizen.bodies[0]["text"]["body"]


@pytest.mark.parametrize("purpose", HELPS)
def test_a_line_with_helplines_of_its_own_names_those(purpose):
    own = (Helpline("1091", {"hi": "अपनी", "en": "Own"}, purpose),)
    citizen = Citizen(line=replace(LINE, helplines=own))

    citizen.send(text(HELPS[purpose]))

    body = citizen.bodies[0]["text"]["body"]
    assert "1091" in body and USUAL[purpose] not in body


@pytest.mark.parametrize("purpose", HELPS)
def test_what_is_added_to_a_ticket_brings_the_helpline_too(purpose):
    citizen = Citizen()
    citizen.send(text("शराब बिक रही है"), tap("language:hi"), point(), tap("send"))
    [citizen.quoting] = citizen.tickets

    assert citizen.send(text(HELPS[purpose])) == [f"{purpose}_help", "added"]


def test_the_portal_stands_beside_1930():
    citizen = Citizen()

    citizen.send(text("mere khate se paise kat gye"))

    assert "1930" in citizen.bodies[0]["text"]["body"]
    assert "cybercrime.gov.in" in citizen.bodies[0]["text"]["body"]


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_every_shipped_line_says_1930_and_the_portal_in_its_own_words_too(path):
    for line in yaml.safe_load(path.read_text())["lines"]:
        for texts in line.get("texts", {}).values():
            own = texts.get("cyber_fraud", "1930 cybercrime.gov.in")
            assert "1930" in own and "cybercrime.gov.in" in own
