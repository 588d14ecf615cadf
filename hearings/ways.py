"""Where the portal's menu leads an officer: to the desk, to the figures of the hearings."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Exists

from districts import grants
from districts.models import Officer, Posting, Role
from districts.prepared import Given, Prepared
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
    for is_asked, may_hear, may_count in FOUND.rows(officer=officer.pk, hears=hears, sees=sees):
        return Ways(is_asked or may_hear, may_count)
    return Ways()


def _found() -> models.QuerySet[Any, Any]:
    officer = Given("officer", models.BigIntegerField())
    asked = Guest.objects.filter(officer=officer, call__ended_at=None)
    held_here = Window.objects.filter(_below("hears")).exclude(weekdays=[])
    counted = Window.objects.filter(_below("sees"))
    whoever = Officer.objects.filter(pk=officer)
    return whoever.values_list(Exists(asked), Exists(held_here), Exists(counted))


def _below(paths: str) -> models.Func:
    return models.Func(
        models.F("line__unit__path"),
        Given(paths, models.TextField()),
        template="%(expressions)s::text[])",
        arg_joiner=" ^@ ANY(",
        output_field=models.BooleanField(),
    )


FOUND = Prepared(_found)
