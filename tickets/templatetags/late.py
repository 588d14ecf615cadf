"""The rows of what is late: clocks, who was told of them, and what waits where."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import template
from django.utils.safestring import SafeString

from districts.models import Role
from tickets import codes
from tickets.models import Clock, Escalation, Ticket
from tickets.models.clock import ClockName
from tickets.stencils import Stencil
from tickets.templatetags.portal import blur, holder_of, moment, time_left
from tickets.templatetags.rows import cut

register = template.Library()
LONGEST = 160  # characters of a ticket's words in a row


class Look(NamedTuple):
    """All that decides how the row of a late clock is drawn."""

    clock: ClockName
    priority: int
    is_blurred: bool
    has_words: bool
    has_category: bool
    has_steps: bool
    has_holder: bool

    def get_priority_display(self) -> str:
        return str(Ticket.Priority(self.priority).label)


@register.simple_tag(takes_context=True)
def drawn_late(context: template.Context, clocks: Iterable[Clock]) -> SafeString:
    """Draw clocks from `rows.late`. Of the page: now, sight, holders."""
    row, step = Stencil("tickets/_late_row.html"), Stencil("tickets/_step.html")
    return SafeString("".join(_late(row, step, context, clock) for clock in clocks))


@register.simple_tag(takes_context=True)
def drawn_steps(context: template.Context, steps: Iterable[Escalation], hours: int) -> SafeString:
    """Draw who was told of a clock; when, in blocks of `hours`."""
    return _steps(Stencil("tickets/_step.html"), context, steps, hours)


@register.simple_tag
def drawn_waiting(units: Iterable[Mapping[str, Any]]) -> SafeString:
    """Draw the rows of `lists.waiting`."""
    row = Stencil("tickets/_waiting_row.html")
    drawn = (row.fill(bool(one["late"]), {**one, "unit": one["unit"].name}) for one in units)
    return SafeString("".join(drawn))


def _late(row: Stencil, step: Stencil, context: template.Context, clock: Clock) -> SafeString:
    ticket, hours = clock.ticket, blur(context, clock)
    holder, steps = holder_of(context, ticket), vars(clock)["steps"]
    look = Look(
        clock=ClockName(clock.name),
        priority=ticket.priority,
        is_blurred=bool(hours),
        has_words=bool(ticket.text),
        has_category=ticket.category is not None,
        has_steps=bool(steps),
        has_holder=bool(holder),
    )
    return row.fill(
        look,
        {
            "code": ticket.code,
            "spoken": codes.spaced(ticket.code),
            "turn": clock.turn,
            "left": time_left(context, clock),
            "words": cut(ticket.text, LONGEST),
            "category": ticket.category.name if ticket.category else "",
            "due": moment(context, clock.due_at, hours),
            "steps": _steps(step, context, steps, hours),
            "unit": ticket.unit.name,
            "holder": holder,
        },
    )


def _steps(
    step: Stencil, context: template.Context, steps: Iterable[Escalation], hours: int
) -> SafeString:
    drawn = (
        step.fill(
            Role(one.role),
            {"unit": one.unit.name, "at": moment(context, one.taken_at, hours)},
        )
        for one in steps
    )
    return SafeString("".join(drawn))
