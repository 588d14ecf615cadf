from datetime import timedelta

from django import template

from districts.models import Posting, Role
from hearings import ways
from tickets import duties, moments
from tickets.duties import Duty
from tickets.lifecycle import Status
from tickets.models import Ticket

register = template.Library()


@register.filter
def span(length: timedelta | None) -> str:
    return "–" if length is None else moments.span(length)


@register.simple_tag(takes_context=True)
def hours_seen(context: template.Context, ticket: Ticket) -> int:
    """Return the hours of the blocks in which the reader may know of a caller; 0: exactly.

    Where they are blocks, the token number is kept back too: it tells who asked before whom.
    """
    return int(context["sight"].hours(ticket))


@register.filter
def status_label(status: str) -> str:
    return str(Status(status).label)


@register.simple_tag(takes_context=True)
def ways_to_hearings(context: template.Context, posts: list[Posting]) -> list[Duty]:
    """Return the ways whoever is signed in has beside the lists of their posts.

    They depend on where hearings are held, and on who is asked into a call now; a hearing post
    has the way to the desk among its own lists.
    """
    found = ways.of(context["user"], posts)
    heard_anyway = any(post.role == Role.HEARING for post in posts)
    desk = [duties.HEARING] if found.desk and not heard_anyway else []
    return [*desk, duties.HEARING_FIGURES] if found.figures else desk
