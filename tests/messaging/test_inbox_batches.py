"""Fresh deliveries are read in one transaction, without harming each other."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging import identity, inbox
from messaging.models import Contact, Conversation, Delivery
from tests.factories import NOON
from tests.messaging.arriving import BSUID, DAY, a_line, body, change, contact, message, post, read
from tests.messaging.test_inbox import balances, fail_for, texts


@pytest.fixture
def line(db):
    return a_line()


def post_from_strangers(line, *words: str) -> None:
    for number, each in enumerate(words):
        phone, bsuid = f"9155500011{number:02}", f"IN.SYNTH11{number:02}"
        card = contact(wa_id=phone, user_id=bsuid)
        raw = message(each, **{"from": phone, "from_user_id": bsuid})
        assert post(body(change(line, raw, contacts=[card]))).status_code == 200


def test_it_costs_no_more_statements_for_forty_strangers_than_for_two(line):
    def statements(*words: str) -> int:
        post_from_strangers(line, *words)
        with CaptureQueriesContext(connection) as asked:
            read()
        return len(asked)

    statements("a")
    few = statements("a", "b")
    assert statements(*(f"word {number}" for number in range(40))) == few
    assert Contact.objects.count() == Conversation.objects.count() == 40
    assert balances()


def test_a_failing_part_stays_behind_in_its_own_delivery(line, monkeypatch):
    fail_for(monkeypatch, "poison", times=2)
    post_from_strangers(line, "before", "poison", "after")

    read()

    assert texts() == ["before", "after"]
    unread = Delivery.objects.get(read_at=None)
    assert unread.left == ["entry.0.changes.0.messages.0"]
    read(NOON + DAY)
    assert sorted(texts()) == ["after", "before", "poison"]
    assert balances()


def test_after_a_death_each_is_read_alone(line, monkeypatch):
    class Killed(BaseException):
        """Unlike an exception, this lets nothing of the inbox run any more."""

    real = identity.resolve

    def resolve(**arguments: Any) -> Conversation:
        if "poison" in json.dumps(arguments["raw_message"]):
            raise Killed
        return real(**arguments)

    monkeypatch.setattr(identity, "resolve", resolve)
    post_from_strangers(line, "before", "poison", "after")
    with pytest.raises(Killed):
        read()
    assert texts() == []

    with pytest.raises(Killed):
        read(NOON + DAY)
    read(NOON + DAY)

    assert texts() == ["before", "after"]


def test_large_bodies_are_not_held_in_memory_together(line, monkeypatch):
    monkeypatch.setattr(inbox, "BYTES_AT_ONCE", 1000)
    post_from_strangers(line, *["x" * 600] * 3)

    assert len(inbox._claim(NOON) or ()) == 1


def test_one_who_moves_takes_the_talk_along_within_a_batch(line):
    moved = {
        "type": "user_changed_user_id",
        "user_id": "IN.SYNTHNEW",
        "previous_user_id": BSUID,
    }
    news = message(type="system", system=moved, text=None)
    later = message("later", **{"from": None, "from_user_id": "IN.SYNTHNEW"})
    post(body(change(line, message("first"))))
    post(body(change(line, news)))
    post(body(change(line, later, contacts=[contact(wa_id=None, user_id="IN.SYNTHNEW")])))

    read()

    assert texts() == ["first", "later"]
    assert Conversation.objects.count() == 1


def test_whoever_gets_an_address_that_was_left_is_a_stranger_within_a_batch(line):
    moved = {"type": "user_changed_user_id", "user_id": "IN.SYNTHNEW", "previous_user_id": BSUID}
    without_phone = {"from": None, "from_user_id": BSUID}
    card = contact(wa_id=None)
    post(body(change(line, message("first", **without_phone), contacts=[card])))
    post(body(change(line, message(type="system", system=moved, text=None))))
    post(body(change(line, message("someone else", **without_phone), contacts=[card])))

    read()

    assert texts() == ["first", "someone else"]
    assert Conversation.objects.count() == 2
