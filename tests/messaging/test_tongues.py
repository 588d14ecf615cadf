"""Every tongue a blueprint names is spoken whole, within WhatsApp's limits, and understood."""

import re

import pytest
from django.utils import timezone

from districts import blueprint
from districts.blueprint import source
from districts.models import Line
from messaging import conversation, hearing_words, news, registry, speech, words
from messaging.conversation import Choice, Question, Say, State, matching, questions, reading
from messaging.receipts import AFTER_RECEIPT
from messaging.words import SENTENCES
from tests.factories import NOON
from tests.messaging.talking import LINE
from tests.messaging.test_words import DISHONEST, LIMITS, VALUES, too_long

LOCAL = ("bho", "hne")
TONGUES = ("hi", "en", *LOCAL)
EVERY = pytest.mark.parametrize("tongue", TONGUES)
HERE = pytest.mark.parametrize("tongue", LOCAL)
BUTTONS = sorted(key for key in SENTENCES if key.startswith("button"))
ALIKE = {"button_safe", "button_yes_no_reply"}  # as in Hindi
ASKED = [one for one in Question if one]


def said(key, tongue, values=VALUES):
    return words.sentence(key, tongue, LINE, values)


@HERE
@pytest.mark.parametrize("key", sorted(set(SENTENCES) - set(hearing_words.SENTENCES)))
def test_every_sentence_is_there_in_the_local_tongue(key, tongue):
    local = said(key, tongue)

    assert local != said(key, "en")
    assert local != said(key, "hi") or key in ALIKE
    assert re.search("[\u0900-\u097f]", local)
    assert not DISHONEST.search(local)


@HERE
@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_the_local_tongue_says_the_same_values(key, tongue):
    marked = {name: f"‹{name}›" for name in VALUES}

    assert re.findall("‹[a-z]+›", said(key, tongue, marked)) == re.findall(
        "‹[a-z]+›", said(key, "hi", marked)
    )


@EVERY
@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_sentence_fits(key, tongue):
    limit = LIMITS["button"] if key in BUTTONS else LIMITS["body"]

    assert 0 < len(said(key, tongue)) <= (4096 if key == "privacy" else limit)


def test_what_a_tongue_lacks_is_said_in_hindi(monkeypatch):
    from django.utils.translation import gettext_lazy

    monkeypatch.setitem(SENTENCES, "greeting", gettext_lazy("Queue"))

    assert said("greeting", "bho") == said("greeting", "hi") != "Queue"


def test_what_only_the_line_knows_to_say_is_said_in_its_first_language_at_need():
    line = LINE.__class__(**{**vars(LINE), "texts": {"hi": {"women_first": "112 पर फ़ोन करें"}}})

    assert words.sentence("women_first", "hne", line, {}) == "112 पर फ़ोन करें"


@EVERY
def test_the_words_we_tell_people_to_write_are_understood(tongue):
    def quoted(key):
        return re.findall("“([^”]+)”", said(key, tongue))

    assert all(reading.means(one, reading.UNSURE) for one in quoted("ask_place"))
    assert reading.means(quoted("receipt")[0], reading.STATUS)
    assert reading.means(quoted("receipt_quiet")[0], reading.STATUS)
    assert quoted("ask_more") == quoted("tell_more") == [said("button_send", tongue)]
    assert reading.means(said("button_send", tongue), reading.SEND)
    assert reading.means(said("button_more", tongue), reading.MORE)
    assert reading.means(said("button_status", tongue), reading.STATUS)
    assert reading.means(said("button_new", tongue), reading.NEW)
    assert matching.kind_chosen(said("button_tip", tongue)) == "tip"
    assert matching.kind_chosen(said("button_complaint", tongue)) == "complaint"
    assert quoted("news_hint") == [said("button_read", tongue)]


@EVERY
def test_a_tongue_is_chosen_by_its_own_name(tongue):
    assert reading.language(questions.LANGUAGE_NAMES[tongue]) == tongue
    assert len(questions.LANGUAGE_NAMES[tongue]) <= 20


def test_no_line_that_hears_people_speaks_a_local_tongue_yet():
    """The sentences of the hearing are there in Hindi and English only."""
    for name in blueprint.names():
        read = source.read(name)
        heard = {one["line"] for one in read.sections.get("hearings", [])}
        tongues = {t for line in read.lines if line["code"] in heard for t in line["languages"]}
        assert not tongues & set(LOCAL)


def test_the_third_language_is_the_one_of_the_place():
    named = {name: source.read(name).lines[0]["languages"] for name in blueprint.names()}

    assert named["varanasi-zone"] == ["hi", "bho", "en"]
    assert named["dhamtari"] == ["hi", "hne", "en"]


@pytest.mark.django_db
def test_whatever_any_line_asks_fits_in_each_of_its_languages(views):
    assert len(views) == 5
    for line in views:
        for tongue in line.languages:
            for asked in questions_of(line, tongue):
                body = speech.body(asked, line, tongue)
                assert too_long(body) == [], (line.code, tongue, asked)
                assert left_out(asked, body) == [], (line.code, tongue, asked)


def left_out(asked, body):
    """Return what was cut so that it fits: that keeps the bot speaking, but is ours to mend."""
    action = body.get("interactive", {}).get("action", {})
    taps = [button["reply"] for button in action.get("buttons", [])]
    taps += [row for section in action.get("sections", []) for row in section["rows"]]
    texts = [tap[part] for tap in taps for part in ("title", "description") if part in tap]
    missing = {choice.id for choice in asked.choices} - {tap["id"] for tap in taps}
    return [*(text for text in texts if text.endswith("…")), *sorted(missing)]


def questions_of(line, tongue):
    """Yield everything with something to tap or to choose that this line can ever say."""
    for question in ASKED:
        for greeted in (True, False):
            state = State(language=tongue, active=True, greeted=greeted, which="K7Q4MTX2W9P")
            yield questions._first_words(state, questions._put(question, state, line, again=True))
    for start in range(len(line.categories)):
        rows = questions.category_list(State(language=tongue), line, start=start)
        yield Say(("ask_category",), choices=rows)
    yield Say(("receipt",), VALUES, AFTER_RECEIPT)
    yield Say(("menu",), choices=AFTER_RECEIPT)
    solved = (Choice("solved:1", key="button_solved"), Choice("unsolved:1", key="button_unsolved"))
    yield Say(("news_outcome", "ask_solved"), VALUES, solved)
    for category in line.categories:
        if category.first_says:
            yield Say((category.first_says,), stands_alone=True)
    yield Say(("danger",), stands_alone=True)


@pytest.mark.django_db
def test_every_advice_of_a_category_is_said_in_each_language(views):
    for line in views:
        for category in line.categories:
            for tongue in line.languages if category.first_says else ():
                assert words.sentence(category.first_says, tongue, line, {}), category.code


@pytest.mark.django_db
def test_whatsapp_is_asked_for_templates_only_in_languages_it_takes():
    blueprint.load("dhamtari", at=timezone.now())

    assert registry.tongues(Line.objects.get(code="dhamtari")) == ["hi", "en"]


@pytest.mark.django_db
def test_the_talk_goes_on_in_the_tongue_that_was_chosen(views):
    line = next(view for view in views if view.code == "dhamtari")
    state = State(language="hne", active=True, greeted=True, kind="tip")

    state, say = conversation.ask(state, line, NOON)

    assert say is not None
    assert conversation.language_of(state, line) == "hne"
    assert "काय के" in speech.written(say, line, "hne")


def test_news_is_told_in_the_citizens_tongue():
    assert "कार्रवाई खातिर" in said(news.SENTENCES["ticket.forwarded"], "bho")
