from datetime import timedelta

from django import template

from districts.models import Posting, Role
from hearings import desks
from tickets import moments
from tickets.lifecycle import Status

register = template.Library()


@register.filter
def span(length: timedelta | None) -> str:
    return "–" if length is None else moments.span(length)


@register.filter
def status_label(status: str) -> str:
    return str(Status(status).label)


@register.simple_tag(takes_context=True)
def leads_to_hearing(context: template.Context, posts: list[Posting]) -> bool:
    """Say whether whoever is signed in hears people, or is asked into a call now.

    A hearing post has this way among its own lists.
    """
    if any(post.role == Role.HEARING for post in posts):
        return False
    return desks.concerns(context["user"], posts)
