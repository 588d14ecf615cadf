"""The rows of lists: what decides how one looks, and what is filled in."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from tickets import codes
from tickets.floods import Flood
from tickets.lifecycle import Status
from tickets.models import Clock, Ticket
from tickets.models.clock import ClockName
from tickets.stencils import Stencil
from tickets.templatetags.portal import age, time_left
from tickets.templatetags.triage import came_from, decisions

register = template.Library()
LONGEST = 220  # characters of a ticket's words in a row


class Look(NamedTuple):
    """All that decides how a row is drawn."""

    status: str
    priority: int
    is_restricted: bool
    is_second_hand: bool
    has_words: bool
    has_category: bool
    has_place: bool
    is_on_map: bool
    files: int
    has_assigned: bool
    is_suggested: bool
    clock: ClockName | None  # that runs out next
    is_late: bool
    is_flood: bool
    is_tickable: bool
    is_acknowledgeable: bool
    deeds: tuple[str, ...]

    def get_status_display(self) -> str:
        return str(Status(self.status).label)

    def get_priority_display(self) -> str:
        return str(Ticket.Priority(self.priority).label)


@register.simple_tag(takes_context=True)
def drawn(context: template.Context, tickets: Iterable[Ticket]) -> SafeString:
    """Draw tickets from `rows.drawn` or `lists.as_rows`, with what this page offers beside each.

    Of the page: now, sight, and where there are any floods, tickable, acknowledgeable, triage,
    shows_assigned.
    """
    stencil, page = Stencil("tickets/_row.html"), _of_page(context)
    return SafeString("".join(_row(stencil, page, context, ticket) for ticket in tickets))


def _row(
    stencil: Stencil, page: dict[str, str], context: template.Context, ticket: Ticket
) -> SafeString:
    clock: Clock | None = next(iter(vars(ticket)["running"]), None)
    flood: Flood | None = (context.get("floods") or {}).get(ticket.pk)
    look = _look(context, ticket, clock, is_flood=flood is not None)
    values = {
        "code": ticket.code,
        "spoken": codes.spaced(ticket.code),
        "age": age(context, ticket),
        "words": cut(ticket.text, LONGEST),
        "copies": flood.count if flood else "",
        "category": ticket.category.name if ticket.category else "",
        "place": ticket.place,
        "assigned": ticket.assigned_to.name if look.has_assigned and ticket.assigned_to else "",
        "unit": ticket.unit.name,
        "suggested": ticket.suggested_unit.name if ticket.suggested_unit else "",
        "suggested_key": ticket.suggested_unit_id or "",
        "left": time_left(context, clock) if clock else "",
    }
    return stencil.fill(look, {**page, **values})


def _look(
    context: template.Context, ticket: Ticket, clock: Clock | None, *, is_flood: bool
) -> Look:
    return Look(
        status=ticket.status,
        priority=ticket.priority,
        is_restricted=ticket.is_restricted,
        is_second_hand=ticket.is_second_hand,
        has_words=bool(ticket.text),
        has_category=ticket.category is not None,
        has_place=bool(ticket.place),
        is_on_map=ticket.latitude is not None,
        files=vars(ticket)["files"],
        has_assigned=bool(context.get("shows_assigned") and ticket.assigned_to),
        is_suggested=ticket.suggested_unit is not None,
        clock=ClockName(clock.name) if clock else None,
        is_late=clock is not None and context["sight"].is_late(clock, context["now"]),
        is_flood=is_flood,
        is_tickable=ticket.pk in (context.get("tickable") or ()),
        is_acknowledgeable=ticket.pk in (context.get("acknowledgeable") or ()),
        deeds=() if is_flood else tuple(decisions(context, ticket)),
    )


def cut(words: str, most: int) -> str:
    """Return what `truncatechars` would, which counts the characters of short texts too."""
    return words if len(words) <= most else Truncator(words).chars(most)


def _of_page(context: template.Context) -> dict[str, str]:
    """Return what is filled in the same way in every row."""
    listed = came_from(context)
    token = str(context.get("csrf_token", ""))
    return {"csrf_token": token, "list": listed, "list_quoted": quote(listed)}
