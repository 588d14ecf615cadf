"""The parts of `make chaos` that can be held in the hand: plan, verdict, mutants."""

from argparse import ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.chaos import mutants, plan, verdict
from bench.chaos.__main__ import between
from bench.chaos.mutants import MUTANTS, LineIsGone, Patch
from messaging import danger
from messaging.conversation import reading
from messaging.masking import mask

ROOT = Path(__file__).resolve().parent.parent
MANY = plan.make(3, messages=2000, citizens=150, per_second=25)
FINE: dict[str, Any] = {
    "quiet": True,
    "places": {"xqbbbbbb": [1], "xqbbbbbc": [1]},
    "messages": {"done": 2},
    "unread": 0,
    "spooled": 0,
    "corrupt": 0,
    "quarantined": 0,
    "differences": {},
    "broken": 0,
    "tickets": 1,
    "empty tickets": 0,
    "replies": {"sent": 3, "failed": 1},
    "resent": [],
}


def judged(*, acknowledged=None, heard_twice=(), **books) -> list[str]:
    """Return what is missed when the books differ from the fine ones by `books`."""
    sent = set(FINE["places"])
    evidence = verdict.Evidence(
        sent, sent if acknowledged is None else acknowledged, heard_twice, {**FINE, **books}
    )
    return [row["what"] for row in verdict.judge(evidence) if not row["reached"]]


def test_the_same_seed_plans_the_same_posts():
    assert plan.make(3, messages=2000, citizens=150, per_second=25) == MANY
    assert plan.make(4, messages=2000, citizens=150, per_second=25) != MANY


def test_every_message_is_said_once_and_posted_at_least_once():
    first = [post for post in MANY if post.edition == 0]
    told = {one.token: one for post in MANY for one in post.said}

    assert len(told) == len(plan.tokens(MANY)) == 2000
    assert plan.tokens(first) == set(told)
    assert len({one.citizen for one in told.values()}) == 150


@pytest.mark.parametrize(("edition", "share"), [(0, 0.075), (1, 0.075), (2, 0.10)])
def test_messages_come_again_as_often_as_promised(edition, share):
    posted = Counter(one for post in MANY if post.edition == edition for one in post.said)
    again = posted.total() - (2000 if edition == 0 else 0)

    assert share * 0.7 < again / 2000 < share * 1.3


def test_posts_come_in_order_and_none_before_its_messages():
    assert [post.at for post in MANY] == sorted(post.at for post in MANY)
    assert all(post.at >= one.at for post in MANY for one in post.said)


def test_what_is_said_is_a_plain_tip_that_nothing_hides():
    for one in {one for post in MANY for one in post.said}:
        assert plan.TOKEN.findall(one.text) == [one.token]
        assert not danger.is_now(one.text) and not reading.codes(one.text)
        assert mask(one.text, ["915550020017", "IN.SYNTH0017", "Nagrik 17"]) == one.text


def test_books_that_balance_are_approved():
    assert judged() == []


@pytest.mark.parametrize(
    ("difference", "missed"),
    [
        ({"acknowledged": {"xqbbbbbb"}}, "messages acknowledged with a 200"),
        ({"places": {"xqbbbbbb": [1]}}, "acknowledged and lost"),
        ({"places": {"xqbbbbbb": [1, 1], "xqbbbbbc": [1]}}, "in tickets twice"),
        ({"places": {"xqbbbbbb": [1, 2], "xqbbbbbc": [1]}}, "in tickets twice"),
        ({"messages": {"done": 3}}, "messages stored"),
        ({"messages": {"done": 1, "set_aside": 1}}, "stored and not in a ticket's turn"),
        ({"empty tickets": 1}, "tickets without words"),
        ({"quiet": False}, "quiet in time"),
        ({"unread": 1}, "deliveries unread"),
        ({"spooled": 1}, "files in the spool, or unreadable"),
        ({"corrupt": 1}, "files in the spool, or unreadable"),
        ({"quarantined": 1}, "parts in quarantine"),
        ({"differences": {"boxes not emptied": 1}}, "equations of the ledger that fail"),
        ({"broken": 1}, "breaks in the history of tickets"),
        ({"replies": {"sent": 3, "unknown": 1}}, "replies not settled"),
        ({"heard_twice": {"a"}}, "replies accepted twice though their first answer was known"),
    ],
)
def test_each_promise_is_missed_by_itself(difference, missed):
    assert judged(**difference) == [missed]


def test_a_reply_sent_again_after_a_lost_answer_may_be_heard_twice():
    assert judged(heard_twice={"a"}, resent=["a", "b"]) == []


@pytest.mark.parametrize("patch", [one for each in MUTANTS.values() for one in each])
def test_the_lines_of_the_mutants_are_still_there(patch: Patch):
    text = (ROOT / patch.path).read_text(encoding="utf-8")

    assert patch.new in mutants.changed(text, patch)


@pytest.mark.parametrize("text", ["elsewhere", "a line\na line"])
def test_a_mutant_refuses_a_line_that_is_gone_or_doubled(text):
    with pytest.raises(LineIsGone, match="mend the mutant"):
        mutants.changed(text, Patch("views.py", "a line", "another"))


def test_a_copy_is_changed_and_the_checkout_is_not(tmp_path, monkeypatch):
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    (root / "views.py").write_text("keep()\nanswer()\n")
    monkeypatch.setitem(MUTANTS, "trial", (Patch("views.py", "keep()", "forget()"),))

    copied = mutants.copy(root, tmp_path / "copy", "trial")

    assert (copied / "views.py").read_text() == "forget()\nanswer()\n"
    assert (root / "views.py").read_text() == "keep()\nanswer()\n"
    assert not (copied / ".git").exists()


@pytest.mark.parametrize(("text", "read"), [("0.2-1.0", (0.2, 1.0)), ("0.5", (0.5, 0.5))])
def test_pauses_are_read(text, read):
    assert between(text) == read


@pytest.mark.parametrize("text", ["", "often", "1-0.5", "0-1", "-1"])
def test_strange_pauses_are_refused(text):
    with pytest.raises(ArgumentTypeError):
        between(text)
