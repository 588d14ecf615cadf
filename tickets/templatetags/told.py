"""The rows of the notifications centre."""

from collections.abc import Iterable
from typing import NamedTuple

from django import template
from django.utils.safestring import SafeString

from tickets import codes, tidings
from tickets.stencils import Stencil
from tickets.templatetags.portal import moment, of_ticket
from tickets.tidings import Tiding

register = template.Library()


class Look(NamedTuple):
    """All that decides how a tiding is drawn."""

    kind: str
    is_read: bool
    has_category: bool

    @property
    def sentence(self) -> str:
        return str(tidings.SENTENCES[self.kind])


@register.simple_tag(takes_context=True)
def drawn_tidings(context: template.Context, told: Iterable[Tiding]) -> SafeString:
    """Draw what `tidings.told` tells. Of the page: now."""
    row = Stencil("tickets/_tiding.html")
    return SafeString("".join(_tiding(row, context, one) for one in told))


def _tiding(row: Stencil, context: template.Context, one: Tiding) -> SafeString:
    ticket = one.ticket
    return row.fill(
        Look(one.kind, one.is_read, ticket.category is not None),
        {
            "code": ticket.code,
            "spoken": codes.spaced(ticket.code),
            "number": one.number,
            "address": of_ticket("tickets:tiding", ticket.code, one.number),
            "category": ticket.category.name if ticket.category else "",
            "unit": ticket.unit.name,
            "at": moment(context, one.at, one.hours),
        },
    )
