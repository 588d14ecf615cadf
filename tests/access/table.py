"""Reads the truth table."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FILE = Path(__file__).with_name("truth.yaml")
# deeds whose address in the API is called otherwise
API_WORDS = {
    "act": "actions",
    "note": "notes",
    "categorise": "category",
    "prioritise": "priority",
    "nod": "pause/decision",
    "resume": "pause/end",
}
UP = {
    "station": "circle", "sister": "circle", "far_station": "second_circle",
    "rural_station": "rural_circle", "circle": "city", "second_circle": "city",
    "rural_circle": "rural", "city": "district", "rural": "district", "district": "range",
    "other_station": "other_circle", "other_circle": "other_district", "other_district": "range",
    "range": "zone", "other_range": "zone",
}  # fmt: skip


class Post(NamedTuple):
    role: str
    unit: str
    has_ended: bool
    is_acting: bool


@cache
def truth() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def posts(officer: str) -> list[Post]:
    found = []
    for word in truth()["officers"][officer].split():
        role, unit = word.strip("()+").split("@")
        found.append(Post(role, unit, word.startswith("("), word.startswith("+")))
    return found


def seen(officer: str) -> set[str]:
    return set(truth()["sees"][officer].split())


def carried(officer: str, *, at: str, on_police: bool) -> set[str]:
    """Return the deeds that the running posts of `officer` carry over a ticket lying at `at`."""
    table = truth()["may_on_police" if on_police else "may"]
    over = {at}
    while at in UP:
        over.add(at := UP[at])
    running = [post for post in posts(officer) if not post.has_ended and post.unit in over]
    return {deed for post in running for deed in table.get(post.role, "").split()}
