"""Where the portal's menu leads an officer: to the desk, to the figures of the hearings."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists

from districts import grants
from districts.models import Officer, Posting, Role
from hearings.models import Guest, Window
from tickets import policy
from tickets.policy import Deed


class Ways(NamedTuple):
    desk: bool = False
    figures: bool = False


def of(officer: Officer, posts: Iterable[Posting]) -> Ways:
    """Say which ways to show, by the `posts` held now. One query, for it is on every page."""
    held = [(Role(post.role), post.unit.path) for post in posts]
    hears = [path for role, path in held if Deed.HEAR in policy.ON_ORDINARY[role]]
    sees = [path for role, path in held if grants.SEE_TICKETS in grants.GRANTED_BY_ROLE[role]]
    asked = Guest.objects.filter(officer=officer, call__ended_at=None)
    held_here = Window.objects.of_units(*hears).exclude(weekdays=[])
    counted = Window.objects.of_units(*sees)
    found = Officer.objects.filter(pk=officer.pk).values_list(
        Exists(asked), Exists(held_here), Exists(counted)
    )
    for is_asked, may_hear, may_count in found:
        return Ways(is_asked or may_hear, may_count)
    return Ways()
