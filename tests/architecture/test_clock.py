"""Time is an argument: only the edges look at the clock."""

import ast
from pathlib import PurePath

import pytest

from tests.architecture.sources import APPS, modules

EDGES = {"views", "api", "forms", "tasks", "admin", "management", "simulator", "migrations"}
EDGES |= {"clock_forms", "confirmation"}
# asked by the framework at every request, with no moment
EDGES |= {"backends", "bearer", "sessions"}
CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
}
# these read the clock when they are given no moment
WITHOUT_A_MOMENT = {"timezone.localtime", "timezone.localdate", "localtime", "localdate"}
FIELDS = {"auto_now", "auto_now_add"}


def is_edge(name: str) -> bool:
    return bool(EDGES.intersection(PurePath(name).with_suffix("").parts))


def readings(tree: ast.Module) -> list[str]:
    """Return how a tree reads the clock: by call, by reference, or through a field."""
    return [ast.unparse(node) for node in ast.walk(tree) if reads_clock(node)]


def reads_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        return name in WITHOUT_A_MOMENT and not (node.args or node.keywords)
    if isinstance(node, ast.keyword):
        return node.arg in FIELDS
    return isinstance(node, ast.ImportFrom) and any(
        f"{str(node.module).rpartition('.')[2]}.{alias.name}" in {*CLOCKS, "functions.Now"}
        for alias in node.names
    )


# what may look all the same, and why
EXCUSED = {
    # who sees what is asked everywhere and takes no moment: an ended posting must end at once,
    # by one clock for all machines
    "districts/models/officer.py": {
        "from django.db.models.functions import Now",
        "auto_now_add=True",
    },
    "tickets/services/posts_above.py": {"from django.db.models.functions import Now"},
    # words above a page are read with the posts of whoever looks, by the same clock
    "districts/models/banner.py": {"from django.db.models.functions import Now"},
    # a ticket put off comes back to every list and count by itself
    "tickets/lists.py": {"from django.db.models.functions import Now"},
}

INNER = {name: tree for name, tree in modules(*APPS) if not is_edge(name)}


@pytest.mark.parametrize("name", INNER)
def test_no_clock_below_the_edges(name):
    assert set(readings(INNER[name])) == EXCUSED.get(name, set())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("timezone.now()", 1),
        ("field = DateTimeField(default=timezone.now)", 1),
        ("datetime.datetime.now(tz)", 1),
        ("from django.utils.timezone import now", 1),
        ("from django.db.models.functions import Now", 1),
        ("from time import time", 1),
        ("DateTimeField(auto_now_add=True)", 1),
        ("timezone.localdate()", 1),
        ("timezone.localdate(at)", 0),
        ("time.monotonic()", 0),
        ("now + timedelta(seconds=1)", 0),
    ],
)
def test_readings_are_recognised(code, found):
    assert len(readings(ast.parse(code))) == found


def test_inner_modules_are_looked_at():
    assert {"tickets/lifecycle.py", "messaging/outbox.py"} <= set(INNER)
