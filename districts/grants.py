"""The one module that speaks django-guardian: object permissions given and read.

A posting grants permissions on its unit; on a single ticket a permission is a share or an
exclusion. Everything else asks `visible_to`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast, JSONObject
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from districts.models import Banner, Officer, Posting, Role, Unit
from districts.models.officer import PostingQuerySet
from districts.prepared import AnyOf, Given, Prepared, take
from districts.standing import remembered

# enough of a unit to draw it; its border is long
DRAWN = ("id", "path", "code", "kind", "name_hi", "name_en", "parent_id", "branch", "is_active")
LONG = ("boundary", "aliases")
# what is read of a post on every page: its columns, its unit's without the long ones, and beside
POST = [each.attname for each in Posting._meta.concrete_fields]
UNIT = [each.attname for each in Unit._meta.concrete_fields if each.name not in LONG]
BESIDE = ("granted", "shares", "exclusions", "banners")
_TEXTS: models.Field = ArrayField(models.TextField())
SEE_TICKETS = "see_tickets"
SEE_RESTRICTED = "see_restricted"
SHARED = "shared_with"
EXCLUDED = "excluded_from"
GRANTED_BY_ROLE: dict[Role, frozenset[str]] = {
    Role.ZONE: frozenset({SEE_TICKETS, SEE_RESTRICTED}),
    Role.RANGE: frozenset({SEE_TICKETS, SEE_RESTRICTED}),
    Role.CHIEF: frozenset({SEE_TICKETS, SEE_RESTRICTED}),
    Role.DEPUTY: frozenset({SEE_TICKETS}),
    Role.CIRCLE: frozenset({SEE_TICKETS}),
    Role.STATION_HEAD: frozenset({SEE_TICKETS}),
    Role.STATION_OFFICER: frozenset({SEE_TICKETS}),
    Role.DESK: frozenset({SEE_TICKETS}),
    Role.WATCH: frozenset({SEE_TICKETS}),
    Role.HEARING: frozenset(),
    Role.AUDITOR: frozenset(),
}


def give(officer: Officer, permission: str, obj: models.Model) -> None:
    """Grant `permission` on one object. Safe to repeat."""
    assign_perm(permission, officer, obj)


def give_all(given: Sequence[tuple[Officer, str, models.Model]]) -> None:
    """Grant permissions on many objects of one model at once. Safe to repeat."""
    if not given:
        return
    kind = ContentType.objects.get_for_model(given[0][2])
    keys = dict(Permission.objects.filter(content_type=kind).values_list("codename", "pk"))
    rows = [
        UserObjectPermission(
            user=officer, permission_id=keys[name], content_type=kind, object_pk=str(obj.pk)
        )
        for officer, name, obj in given
    ]
    UserObjectPermission.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def take_back(officer: Officer, permission: str, obj: models.Model) -> None:
    """Withdraw `permission` on one object. Safe to repeat."""
    remove_perm(permission, officer, obj)


def end_shares(obj: models.Model) -> None:
    """Take back every share of one object."""
    _given(SHARED, type(obj)).filter(object_pk=str(obj.pk)).delete()


@dataclass(frozen=True)
class Held:
    """A posting that runs now by the database's clock, and what it lets its officer see."""

    posting: Posting
    permissions: frozenset[str]  # granted on its unit, carried by its role, unit in service
    has_shares: bool  # whether any single object is shared with the officer
    has_exclusions: bool  # whether any single object is kept from the officer
    banners: list[dict[str, Any]]  # what stands above the pages of its unit's officers


@dataclass(frozen=True)
class Reach:
    """The keys of units whose tickets an officer sees, and of those that are over the officer."""

    ordinary: tuple[int, ...] = ()
    restricted: tuple[int, ...] = ()
    over: tuple[int, ...] = ()  # at or above a current posting: accused with them, or instead
    has_shares: bool = False
    has_exclusions: bool = True  # unless known otherwise
    places: tuple[tuple[Any, ...], ...] = ()  # all of these units by the columns of DRAWN


def units_read(officer: Officer | AnonymousUser) -> list[Unit]:
    """Return the units that `reach` read, with their parents as far as read, by their paths.

    All at and below those whose tickets the officer sees, and all above the officer's posts.
    """
    known = [take(Unit, DRAWN, iter(place)) for place in reach(officer).places]
    by_key: dict[int | None, Unit] = {unit.pk: unit for unit in known}
    parent = Unit._meta.get_field("parent")
    for unit in known:
        parent.set_cached_value(unit, by_key.get(unit.parent_id))
    return sorted(known, key=lambda unit: unit.path)


def held(officer: Officer | AnonymousUser) -> list[Held]:
    """Return the postings that run now, with their units. Fails closed.

    To see through one, both must hold: the granted object permission, and a role that carries it
    at a unit still in service; so a posting that ends by itself at midnight ends the view.
    """
    if not _may_hold_posts(officer):
        return []
    return remembered(("held", officer.pk), lambda: _held(officer))


def _may_hold_posts(officer: Officer | AnonymousUser) -> TypeGuard[Officer]:
    return isinstance(officer, Officer) and officer.may_hold_posts


def _held(officer: Officer) -> list[Held]:
    """Every page needs these, and so all of them are one question."""
    return [_read(iter(row)) for row in POSTS_HELD.rows(officer=officer.pk)]


def _read(row: Iterator[Any]) -> Held:
    posting = take(Posting, POST, row)
    posting.unit = take(Unit, UNIT, row)
    granted, shares, exclusions, banners = row
    standing = [json.loads(each) for each in banners]
    return Held(posting, _carried(posting, granted), shares, exclusions, standing)


def _posts_held() -> models.QuerySet[Any, Any]:
    officer = Given("officer", models.BigIntegerField())
    of_officer = UserObjectPermission.objects.filter(user=officer)
    # active by the database, whatever this copy of the officer says
    postings = Posting.objects.current().filter(officer_id=officer, officer__is_active=True)
    rows = with_grants(postings).annotate(
        shares=Exists(of_officer.filter(permission__codename=SHARED)),
        exclusions=Exists(of_officer.filter(permission__codename=EXCLUDED)),
        banners=ArraySubquery(_banners(OuterRef("unit__path"))),
    )
    of_unit = [f"unit__{name}" for name in UNIT]
    return rows.order_by("pk").values_list(*POST, *of_unit, *BESIDE)


POSTS_HELD = Prepared(_posts_held)


def _banners(path: OuterRef) -> models.QuerySet:
    at = models.ExpressionWrapper(path, output_field=models.CharField())
    standing = Banner.objects.standing(Banner.Place.OFFICERS).alias(path=at)
    over = standing.filter(path__startswith=models.F("unit__path"))
    names = {"unit_hi": "unit__name_hi", "unit_en": "unit__name_en"}
    return over.values(told=JSONObject(pk="pk", text_hi="text_hi", text_en="text_en", **names))


def with_grants(postings: PostingQuerySet) -> PostingQuerySet:
    """Let `permissions` know what is granted on each posting's unit."""
    granted = UserObjectPermission.objects.filter(
        user=OuterRef("officer_id"),
        object_pk=_as_text(OuterRef("unit_id")),
        permission__codename__in=(SEE_TICKETS, SEE_RESTRICTED),
        permission__content_type__app_label=Unit._meta.app_label,
        permission__content_type__model=Unit._meta.model_name,
    )
    return postings.annotate(granted=ArraySubquery(granted.values("permission__codename")))


def permissions(row: Posting) -> frozenset[str]:
    """Return what a posting, read `with_grants`, lets its officer see while it runs."""
    return _carried(row, vars(row)["granted"])


def _carried(row: Posting, granted: Iterable[str]) -> frozenset[str]:
    if not row.unit.is_active:
        return frozenset()
    return GRANTED_BY_ROLE.get(Role(row.role), frozenset()).intersection(granted)


def posts(officer: Officer | AnonymousUser) -> list[Posting]:
    """Return the postings that run now, with their units; none of an inactive officer."""
    return [each.posting for each in held(officer)]


def paths(officer: Officer | AnonymousUser, permission: str) -> list[str]:
    """Return the paths of the units on which `officer` holds `permission` now. Fails closed."""
    return _paths(held(officer), permission)


def _paths(mine: Iterable[Held], permission: str) -> list[str]:
    return sorted({each.posting.unit.path for each in mine if permission in each.permissions})


def reach(officer: Officer | AnonymousUser) -> Reach:
    """Return which units' tickets `officer` may see now, as keys. Fails closed.

    Keys and not a subquery, so that the database knows how many rows to expect.
    """
    mine = held(officer)
    if not mine:
        return Reach()
    return remembered(("reach", mine[0].posting.officer_id), lambda: _reach(mine))


def _reach(mine: list[Held]) -> Reach:
    ordinary, restricted = (tuple(_paths(mine, name)) for name in (SEE_TICKETS, SEE_RESTRICTED))
    own = [each.posting.unit.path for each in mine]
    places = tuple(PLACES.rows(**around(below=[*ordinary, *restricted], above=own)))
    keys = [place[:2] for place in places]
    return Reach(
        ordinary=tuple([key for key, path in keys if path.startswith(ordinary)]),
        restricted=tuple([key for key, path in keys if path.startswith(restricted)]),
        over=tuple([key for key, path in keys if any(each.startswith(path) for each in own)]),
        has_shares=mine[0].has_shares,
        has_exclusions=mine[0].has_exclusions,
        places=places,
    )


def around(*, below: Iterable[str], above: Iterable[str]) -> dict[str, list[str]]:
    """Return what is given to a question about the units that `ARE_AROUND` such paths."""
    like = [path.replace("_", r"\_") + "%" for path in below]
    return {"like": like, "codes": [code for path in above for code in path.split("/")]}


ARE_AROUND = models.Q(AnyOf("path", Given("like", _TEXTS), "LIKE")) | models.Q(
    AnyOf("code", Given("codes", _TEXTS))
)
PLACES = Prepared(lambda: Unit.objects.filter(ARE_AROUND).order_by("pk").values_list(*DRAWN))


def roles_with(*permissions: str) -> list[Role]:
    """Return the roles whose posting carries any of `permissions`."""
    return [role for role, carried in GRANTED_BY_ROLE.items() if carried & set(permissions)]


def objects_shared_with(
    officer: Officer | AnonymousUser, model: type[models.Model]
) -> models.QuerySet:
    """Return the keys of single objects shared with `officer`."""
    return _keys(officer, SHARED, model)


def objects_hidden_from(
    officer: Officer | AnonymousUser | Given, model: type[models.Model]
) -> models.QuerySet:
    """Return the keys of single objects from which `officer` is excluded."""
    return _keys(officer, EXCLUDED, model)


def excluded_from(model: type[models.Model], key: Given) -> models.QuerySet:
    """Return the keys of the officers who are excluded from one object; `key` is given as text."""
    return _given(EXCLUDED, model).filter(object_pk=key).values_list("user", flat=True)


def hidden_from_some(model: type[models.Model], keys: Iterable[int]) -> set[int]:
    """Return those of `keys` from which some officer is excluded."""
    rows = _given(EXCLUDED, model).filter(object_pk__in=list(map(str, keys)))
    return set(map(int, rows.values_list("object_pk", flat=True)))


def _keys(
    officer: Officer | AnonymousUser | Given, permission: str, model: type[models.Model]
) -> models.QuerySet:
    if not isinstance(officer, Given) and not _may_hold_posts(officer):
        return UserObjectPermission.objects.none().values_list("pk")
    as_number = Cast("object_pk", models.BigIntegerField())
    mine = _given(permission, model).filter(user=officer)
    return mine.annotate(key=as_number).values_list("key", flat=True)


def _given(permission: str, model: type[models.Model]) -> models.QuerySet:
    return UserObjectPermission.objects.filter(
        permission__codename=permission,
        permission__content_type__app_label=model._meta.app_label,
        permission__content_type__model=model._meta.model_name,
    )


def _as_text(expression: models.expressions.Combinable) -> Cast:
    return Cast(expression, models.CharField())
