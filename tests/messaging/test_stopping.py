"""A task that has run too long is told to stop: it stops, and no message is taken to be at fault.

What it was at has not happened and comes again; what it had finished before stays.
"""

from datetime import timedelta

import pytest

from messaging import identity, listening, turns
from messaging.models import Conversation, Delivery, InboundMessage, Quarantined
from tests.factories import NOON
from tests.messaging.arriving import DAY, read
from tests.messaging.test_inbox import balances, texts
from tests.messaging.test_inbox_batches import post_from_strangers
from tests.messaging.turning import Sender, a_line, text
from tickets.stopping import TimeIsUp

pytestmark = pytest.mark.django_db
State = InboundMessage.State


def stopping_at(monkeypatch, module, name: str, nth: int) -> list[int]:
    """Let the time be up at the nth call; return the calls as they come."""
    real, calls = getattr(module, name), []

    def called(*about, **more):
        calls.append(len(calls) + 1)
        if calls[-1] == nth:
            raise TimeIsUp
        return real(*about, **more)

    monkeypatch.setattr(module, name, called)
    return calls


def heard(talk: int) -> list[str]:
    return [part["text"] for part in Conversation.objects.get(pk=talk).state.get("draft", [])]


def test_a_turn_told_to_stop_stops_at_that_message_and_comes_again_whole(monkeypatch):
    turn = Sender(a_line()).arrives(*[text(f"बात {number}") for number in range(3)])
    opened = stopping_at(monkeypatch, listening, "opened", 2)
    later = NOON + timedelta(hours=1)

    with pytest.raises(TimeIsUp):
        turns.take(conversation_id=turn, now=later)

    assert (opened, heard(turn)) == ([1, 2], [])
    waiting = InboundMessage.objects.filter(state=State.WAITING, attempts=0)
    assert waiting.filter(next_attempt_at__lte=later).count() == 3

    turns.take(conversation_id=turn, now=later)
    assert heard(turn) == ["बात 0", "बात 1", "बात 2"]


def test_what_others_said_before_stays_heard_and_nobody_is_begun_after(monkeypatch):
    line = a_line()
    talks = [Sender(line, number).arrives(text(f"बात {number}")) for number in (1, 2, 3)]
    monkeypatch.setattr(turns, "_together", lambda some, _now: turns.Result(left=some))
    opened = stopping_at(monkeypatch, listening, "opened", 2)

    with pytest.raises(TimeIsUp):
        turns.take_each(conversation_ids=talks, now=NOON + timedelta(hours=1))

    assert opened == [1, 2]
    assert [heard(talk) for talk in talks] == [["बात 1"], [], []]
    assert turns.waiting(now=NOON + timedelta(hours=1)) == talks[1:]


def test_a_flood_told_apart_when_the_time_is_up_is_not_judged_at_all(monkeypatch):
    line = a_line(shaping={"burst": 2, "per_hour": 60, "longest_wait_minutes": 5})
    turn = Sender(line).arrives(*[text(f"बात {number}") for number in range(4)])
    opened = stopping_at(monkeypatch, listening, "opened", 2)

    with pytest.raises(TimeIsUp):
        turns.take(conversation_id=turn, now=NOON + timedelta(hours=1))

    assert opened == [1, 2]
    assert InboundMessage.objects.filter(state=State.WAITING).count() == 4


def test_deliveries_read_when_the_time_is_up_are_read_later_and_none_is_at_fault(monkeypatch):
    resolved = stopping_at(monkeypatch, identity, "resolve", 2)
    post_from_strangers(a_line(), "first", "second", "third")

    with pytest.raises(TimeIsUp):
        read()
    assert (resolved, texts()) == ([1, 2], [])
    assert Delivery.objects.filter(read_at=None, left__isnull=True).count() == 3

    read(NOON + DAY)
    assert sorted(texts()) == ["first", "second", "third"]
    assert not Quarantined.objects.exists()
    assert balances()
