"""Codes that were not there: a slip is forgiven, guessing is made to wait. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from messaging.conversation.state import State

FREE = 5  # wrong codes in a row
WAIT = timedelta(hours=1)  # then, and forgiven after


def must_wait(state: State, now: datetime) -> bool:
    return state.misses >= FREE and not _is_old(state, now)


def missed(state: State, now: datetime) -> State:
    """Count one code that was not there."""
    misses = 1 if _is_old(state, now) else state.misses + 1
    return replace(state, misses=misses, missed_at=now)


def _is_old(state: State, now: datetime) -> bool:
    return state.missed_at is None or now - state.missed_at >= WAIT
