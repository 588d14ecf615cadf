"""Every sentence in every language: there, true to its English, within WhatsApp's limits."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from messaging import conversation, speech, words
from messaging.conversation import Choice, DistrictView, Helpline, Part, Question, Say, Spot, State
from messaging.discretion import NEUTRAL
from messaging.words import SENTENCES
from tests.factories import NOON
from tests.messaging.talking import LINE, LONG, ZONE

LANGUAGES = ["hi", "en"]
VALUES = {
    "there": "08:30",
    "code": "K7Q-4MTX-2W9P",
    "text": "म" * 900,  # an officer's text has at most 900
    "found": "म" * 400,
    "hours": "10–12",
    "token": "127",
    "day": "22 नवंबर 2026",
    "place": "ब" * 120,
    "time": "12:35",
    "link": "https://sataark.example.org/hearings/" + "x" * 27 + "/",
}
LIMITS = {"button": 20, "row": 24, "body": 1024}  # whatsapp.md's, written down again
IN_LISTS = {"button_danger", "button_more_rows"}
# a screen that shows one of these tells whom its owner writes to, or of what
TELLING = re.compile(
    r"police|officer|desk|station|tip\b|crime|complain|1930|"
    r"पुलिस|अधिकारी|थान|सूचना|अपराध|शिकायत|मुख़?बिर|दरोगा",
    re.IGNORECASE,
)
ALWAYS_SAID = {"danger", "cyber_fraud"}  # who is in danger or being robbed must know whom to call
DISHONEST = re.compile(
    r"no one can know|nobody can know|no one will ever know|completely anonymous|100 ?%|"
    r"untraceable|cannot be traced|impossible to know|fully secret|किसी को पता नहीं|कोई नहीं जान|"
    r"पूरी तरह गुप्त|पूरी तरह गोपनीय|कभी पता नहीं|पता नहीं चल सकता|पूरी तरह सुरक्षित",
    re.IGNORECASE,
)
PATH = [one for one in Question if one not in {Question.NONE, Question.KIND, Question.NAME}]
TOLD = {  # what has been told by the time the next question comes
    Question.LANGUAGE: {"language": "hi"},
    Question.WHICH: {},
    Question.CATEGORY: {"category": "kind-1"},
    Question.DISTRICT: {"district": "mau"},
    Question.TELL: {"draft": (Part("शराब"),)},
    Question.PLACE: {"place_told": True},
    Question.SPOT: {},
    Question.WHOSE: {},
    Question.MORE: {},
}
BLUEPRINTS = sorted(Path("districts/blueprints").glob("*.yaml"))


def too_long(body):
    """Return the texts of a message object that WhatsApp would cut or refuse."""
    if body["type"] == "text":
        return [body for _ in [0] if len(body["text"]["body"]) > 4096]
    inner = body["interactive"]
    action = inner["action"]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    buttons = [button["reply"]["title"] for button in action.get("buttons", [])]
    measured = [
        (inner["body"]["text"], 4096 if inner["type"] == "list" else 1024),
        (action.get("button", "…"), 20),
        *((title, 20) for title in buttons),
        *((row["title"], 24) for row in rows),
        *((row.get("description", "…"), 72) for row in rows),
    ]
    assert len(buttons) <= 3 and len(rows) <= 10
    return [words for words, limit in measured if not 0 < len(words) <= limit]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_sentence_fits(key, language):
    said = words.sentence(key, language, LINE, VALUES)

    limit = LIMITS["row" if key in IN_LISTS else "button"] if key.startswith("button") else 4096
    if key != "news_outcome" and not key.startswith("button"):
        limit = LIMITS["body"]
    assert 0 < len(said) <= limit


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_sentence_is_in_hindi(key):
    hindi = words.sentence(key, "hi", LINE, VALUES)

    assert hindi != words.sentence(key, "en", LINE, VALUES)
    assert re.search("[\u0900-\u097f]", hindi)


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_hindi_says_the_same_values(key):
    def named(language):
        marked = {name: f"‹{name}›" for name in VALUES}
        return sorted(re.findall("‹[a-z]+›", words.sentence(key, language, LINE, marked)))

    assert named("hi") == named("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("greeted", [True, False])
@pytest.mark.parametrize(
    ("question", "names_a_place"), [*((one, False) for one in PATH), (Question.PLACE, True)]
)
def test_every_question_fits_as_whatsapp_takes_it(question, names_a_place, greeted, language):
    line = replace(LONG, districts=ZONE.districts, languages=(language, "en", "hi"))
    known = {
        key: value for step in PATH[: PATH.index(question)] for key, value in TOLD[step].items()
    }
    state = State(active=True, greeted=greeted, **known)
    if question == Question.WHICH:
        state = replace(state, which="K7Q4MTX2W9P")
    if question == Question.SPOT:
        state = replace(state, spots=(Spot("a", "ब" * 80, "B" * 80, "ब" * 90, "B" * 90),) * 3)

    if question == Question.PLACE and names_a_place:
        state = replace(state, heard=(Spot("a", "ब" * 120, "B" * 120),))

    if question == Question.WHOSE:
        line = replace(line, home=DistrictView("home", {"hi": "ब" * 80, "en": "B" * 80}))
        state = replace(state, is_strange=True)

    asked, say = conversation.ask(state, line, NOON)
    body = speech.body(say, line, conversation.language_of(state, line))

    assert asked.asked == question
    assert ("ask_heard" in say.keys) is names_a_place
    assert too_long(body) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_promises_what_nobody_can_keep(language):
    said = [words.sentence(key, language, LINE, VALUES) for key in SENTENCES]

    assert [found for found in said if DISHONEST.search(found)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_promise_names_who_does_know(language):
    promise = words.sentence("promise", language, LINE, {})

    assert "WhatsApp" in promise
    assert "112" in promise


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(set(SENTENCES) - ALWAYS_SAID))
def test_safe_chat_shows_nothing_of_police_or_tips(key, language):
    texts = {language: dict.fromkeys(SENTENCES, "पुलिस Police")}
    line = replace(LINE, is_discreet=True, texts=texts)

    said = words.sentence(key, language, line, VALUES)

    assert not TELLING.search(said)
    assert 0 < len(said) <= LIMITS["body"]


@pytest.mark.parametrize("key", sorted(NEUTRAL))
def test_neutral_sentences_say_the_same_values_in_both_languages(key):
    line = replace(LINE, is_discreet=True)
    marked = {name: f"‹{name}›" for name in VALUES}
    said = [words.sentence(key, language, line, marked) for language in LANGUAGES]

    first, second = (sorted(re.findall("‹[a-z]+›", one)) for one in said)
    assert first == second
    assert said[0] != said[1]


@pytest.mark.parametrize("language", ["hi", "en", "bho", "hne"])
@pytest.mark.parametrize(("key", "number"), [("women_help", "1090"), ("child_help", "1098")])
def test_safe_chat_gives_numbers_without_saying_whose_they_are(key, number, language):
    named = Helpline("1090", {"hi": "वीमेन पावर लाइन", "en": "Women Power Line"}, "women")
    line = replace(LINE, is_discreet=True, helplines=(named,))

    said = words.sentence(key, language, line, VALUES)

    assert f"*{number}*" in said and "*112*" in said
    assert not re.search("women|child|power|महिला|वीमेन|बच्च|लइका", said, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["receipt", "receipt_quiet", "thanks", "solved"])
def test_the_end_advises_to_delete_the_chat(key, language):
    said = words.sentence(key, language, LINE, VALUES)

    assert ("मिटा" if language == "hi" else "delete") in said


def test_a_line_may_say_it_in_its_own_words():
    line = replace(LINE, texts={"hi": {"greeting": "राम राम, {line} में स्वागत है।"}})

    assert words.sentence("greeting", "hi", line, {}) == "राम राम, बरेली पुलिस में स्वागत है।"
    assert words.sentence("greeting", "en", line, {}).startswith("Namaste")


@pytest.mark.parametrize("broken", ["{nobody}", "{", "{0}", "{line.no}", "{line!x}"])
def test_a_broken_text_of_a_line_does_not_silence_the_bot(broken):
    line = replace(LINE, texts={"en": {"receipt": broken}})

    assert "K7Q-4MTX-2W9P" in words.sentence("receipt", "en", line, VALUES)


def test_the_emergency_numbers_of_the_line_follow_112():
    assert words.numbers(LINE, "hi") == "*112*\n*232511* कंट्रोल रूम"


def test_what_people_write_is_never_read_as_a_pattern():
    values = {"code": "{text}", "text": "{code} %s {0.__class__}"}

    assert "{0.__class__}" in words.sentence("news_outcome", "hi", LINE, values)


def test_a_long_outcome_goes_out_whole_with_its_buttons():
    text = "म" * 900
    choices = (Choice("solved:1", key="button_solved"), Choice("unsolved:1", key="button_unsolved"))
    say = Say(("news_outcome", "ask_solved"), {"code": "K7Q-4MTX-2W9P", "text": text}, choices)

    assert text in json.dumps(speech.body(say, LINE, "hi"), ensure_ascii=False)


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_texts_of_blueprints_are_ours_or_named_by_a_category_and_keep_the_promise(path):
    for line in yaml.safe_load(path.read_text())["lines"]:
        advice = {category.get("first_says") for category in line["categories"]}
        for texts in line.get("texts", {}).values():
            assert set(texts) <= set(SENTENCES) | advice
            assert not any(DISHONEST.search(said) for said in texts.values())
