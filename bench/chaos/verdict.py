"""What was acknowledged against what is there. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

SETTLED = frozenset({"sent", "failed", "suppressed"})
Row = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    sent: Collection[str]  # tokens of all messages
    acknowledged: Collection[str]  # tokens of those whose post was answered with a 200
    heard_twice: Collection[str]  # our ids of replies WhatsApp accepted more than once
    books: Mapping[str, Any]  # what books.py wrote


def judge(evidence: Evidence) -> list[Row]:
    """Return one row per promise, as the benchmarks do."""
    return [*_messages(evidence), *_leftovers(evidence.books), *_replies(evidence)]


def lost(evidence: Evidence) -> set[str]:
    """Return the tokens that were acknowledged and are in no ticket."""
    return set(evidence.acknowledged) - set(evidence.books["places"])


def doubled(evidence: Evidence) -> set[str]:
    """Return the tokens that stand twice, in one ticket or in two."""
    return {token for token, found in evidence.books["places"].items() if len(found) > 1}


def _messages(evidence: Evidence) -> list[Row]:
    sent, taken = len(set(evidence.sent)), len(set(evidence.acknowledged))
    stored: Mapping[str, int] = evidence.books["messages"]
    return [
        _row("messages acknowledged with a 200", taken, sent),
        _row("acknowledged and lost", len(lost(evidence)), 0),
        _row("in tickets twice", len(doubled(evidence)), 0),
        _row("messages stored", sum(stored.values()), sent),
        _row("stored and not in a ticket's turn", _without(stored, {"done"}), 0),
        _row("tickets without words", evidence.books["empty tickets"], 0),
    ]


def _leftovers(books: Mapping[str, Any]) -> list[Row]:
    return [
        _row("quiet in time", books["quiet"], True),
        _row("deliveries unread", books["unread"], 0),
        _row("files in the spool, or unreadable", books["spooled"] + books["corrupt"], 0),
        _row("parts in quarantine", books["quarantined"], 0),
        _row("equations of the ledger that fail", len(books["differences"]), 0),
        _row("breaks in the history of tickets", books["broken"], 0),
    ]


def _replies(evidence: Evidence) -> list[Row]:
    states: Mapping[str, int] = evidence.books["replies"]
    resent = set(evidence.books["resent"])
    twice = set(evidence.heard_twice)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    return [
        _row("replies not settled", _without(states, SETTLED), 0, f" ({counted})"),
        _row(
            "replies accepted twice though their first answer was known",
            len(twice - resent),
            0,
            f" ({len(resent)} sent again after a lost answer, {len(twice)} accepted twice)",
        ),
    ]


def _without(counts: Mapping[str, int], fine: Collection[str]) -> int:
    return Counter({name: count for name, count in counts.items() if name not in fine}).total()


def _row(what: str, figure: int | bool, goal: int | bool, note: str = "") -> Row:
    shown = {True: "yes", False: "no"} if isinstance(goal, bool) else {}
    return {
        "what": what,
        "figure": f"{shown.get(figure, figure)}{note}",
        "goal": str(shown.get(goal, goal)),
        "reached": figure == goal,
    }
