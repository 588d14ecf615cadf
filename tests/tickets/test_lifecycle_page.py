"""docs/lifecycle.md prints the tables; this keeps the page equal to them."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from tickets import policy
from tickets.lifecycle import ALLOWED_MOVES as MOVES
from tickets.lifecycle import Status

PAGE = Path(settings.BASE_DIR) / "docs" / "lifecycle.md"


def listed(members, chosen) -> str:
    return ", ".join(str(member.label) for member in members if member in chosen) or "nothing"


def moves() -> str:
    rows = [f"| {status.label} | {listed(Status, after)} |" for status, after in MOVES.items()]
    return "\n".join(["| from | to |", "|---|---|", *rows])


def deeds(table) -> str:
    rows = [f"| {role.label} | {listed(policy.Deed, carried)} |" for role, carried in table.items()]
    return "\n".join(["| post | may |", "|---|---|", *rows])


def states() -> str:
    rows = [f"| {deed.label} | {listed(Status, at)} |" for deed, at in policy.FOLLOWS.items()]
    return "\n".join(["| deed | in these states |", "|---|---|", *rows])


def test_the_page_prints_what_the_code_says():
    page = PAGE.read_text()

    with override("en"):
        printed = [moves(), states(), deeds(policy.ON_ORDINARY), deeds(policy.ON_RESTRICTED)]

    assert [table for table in printed if table not in page] == []
