"""What somebody did from a list within the last minutes and may take back with one press."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import ngettext

from districts.models import Officer
from tickets import events
from tickets.services import undoing
from tickets.views.floods import is_revocable

MOST = 3  # shown; older ones can still be found under their tabs
PAGES = {events.FORWARDED: "tickets:undo-forward", events.CLOSED: "tickets:undo-together"}
SENTENCES: dict[str, Callable[[int], str]] = {
    events.FORWARDED: lambda number: ngettext(
        "You forwarded %(number)s ticket.", "You forwarded %(number)s tickets.", number
    ),
    events.CLOSED: lambda number: ngettext(
        "You closed %(number)s ticket.", "You closed %(number)s tickets together.", number
    ),
    events.CATEGORISED: lambda number: ngettext(
        "You changed the category of %(number)s ticket.",
        "You changed the category of %(number)s tickets.",
        number,
    ),
    events.PRIORITISED: lambda number: ngettext(
        "You changed the priority of %(number)s ticket.",
        "You changed the priority of %(number)s tickets.",
        number,
    ),
    events.SHELVED: lambda number: ngettext(
        "You set aside %(number)s ticket.", "You set aside %(number)s tickets.", number
    ),
    events.ASSIGNED: lambda number: ngettext(
        "You assigned %(number)s ticket.", "You assigned %(number)s tickets.", number
    ),
}


def said(kind: str, number: int) -> str:
    """Return in words what was done to so many tickets, by the kind of event it left."""
    return SENTENCES[kind](number) % {"number": number}


def undoable(request: HttpRequest, officer: Officer, *, now: datetime) -> list[dict[str, Any]]:
    """Return what to offer: `word`, `page` that takes it back, `said`, `until`; the latest first.

    Asks nothing unless something was done here lately.
    """
    if not is_revocable(request, now):
        return []
    return [
        {
            **row,
            "page": PAGES.get(row["kind"], "tickets:undo-ticked"),
            "said": said(row["kind"], row["number"]),
        }
        for row in undoing.undoable(officer, now=now)[:MOST]
    ]
