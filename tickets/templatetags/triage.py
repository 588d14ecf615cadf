"""What a row of the queue offers whoever reads it."""

from typing import Any
from urllib.parse import urlencode

from django import template

from districts import grants
from tickets import policy
from tickets.models import Ticket
from tickets.policy import Deed

register = template.Library()
STATION = "station"  # the other list from which one acts; read by `tickets.views.triage`
# in their order on a row: the name in the address, the deed, the key
OFFERED = (
    ("forward", Deed.FORWARD),
    ("category", Deed.CATEGORISE),
    ("duplicate", Deed.CLOSE),
    ("later", Deed.SHELVE),
    ("priority", Deed.PRIORITISE),
)


@register.simple_tag(takes_context=True)
def decisions(context: template.Context, ticket: Ticket) -> list[str]:
    """Return the names of what may be decided about a row's ticket by whoever reads the list."""
    if context.get("triage") is not True or ticket.status != "new":
        return []
    allowed = policy.offered(grants.posts(context["user"]), ticket)
    return [named for named, deed in OFFERED if deed in allowed]


@register.simple_tag(takes_context=True)
def came_from(context: template.Context) -> str:
    """Return the query of the list on the page, so that a decision leads back to it."""
    request: Any = context["request"]
    at = {"at": STATION} if request.resolver_match.view_name == "tickets:station" else {}
    return urlencode({**request.GET.dict(), **at})
