"""The one module that speaks django-guardian: object permissions given and read.

A posting grants permissions on its unit; on a single ticket a permission is a share or an
exclusion. Everything else asks `visible_to`.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from districts.models import Officer, Posting, Role, Unit

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


def give_all(given: Iterable[tuple[Officer, str, Unit]]) -> None:
    """Grant permissions on many units at once, none of which has been granted yet."""
    kind = ContentType.objects.get_for_model(Unit)
    keys = dict(Permission.objects.filter(content_type=kind).values_list("codename", "pk"))
    rows = (
        UserObjectPermission(
            user=officer, permission_id=keys[name], content_type=kind, object_pk=str(unit.pk)
        )
        for officer, name, unit in given
    )
    UserObjectPermission.objects.bulk_create(rows, batch_size=1000)


def take_back(officer: Officer, permission: str, obj: models.Model) -> None:
    """Withdraw `permission` on one object. Safe to repeat."""
    remove_perm(permission, officer, obj)


def end_shares(obj: models.Model) -> None:
    """Take back every share of one object."""
    shares = UserObjectPermission.objects.filter(
        object_pk=str(obj.pk),
        permission__codename=SHARED,
        permission__content_type__app_label=obj._meta.app_label,
        permission__content_type__model=obj._meta.model_name,
    )
    shares.delete()


def paths(officer: Officer | AnonymousUser, permission: str) -> list[str]:
    """Return the paths of the units on which `officer` holds `permission` now. Fails closed.

    Both must hold: the granted object permission, and a posting that runs by the database's
    clock, in a role that carries it, at a unit still in service; so a posting that ends by
    itself at midnight ends the view.
    """
    if not isinstance(officer, Officer) or not officer.may_hold_posts:
        return []
    granted = _rows(officer, permission, Unit).filter(object_pk=_as_text(OuterRef("unit_id")))
    postings = Posting.objects.current().filter(
        officer__is_active=True,  # by the database, whatever this copy of the officer says
        officer_id=officer.pk,
        role__in=roles_with(permission),
        unit__is_active=True,
    )
    held = postings.filter(Exists(granted)).values_list("unit__path", flat=True)
    return sorted(set(held))


def roles_with(*permissions: str) -> list[Role]:
    """Return the roles whose posting carries any of `permissions`."""
    return [role for role, carried in GRANTED_BY_ROLE.items() if carried & set(permissions)]


def objects_shared_with(
    officer: Officer | AnonymousUser, model: type[models.Model]
) -> models.QuerySet:
    """Return the keys of single objects shared with `officer`."""
    return _keys(officer, SHARED, model)


def objects_hidden_from(
    officer: Officer | AnonymousUser, model: type[models.Model]
) -> models.QuerySet:
    """Return the keys of single objects from which `officer` is excluded."""
    return _keys(officer, EXCLUDED, model)


def _keys(
    officer: Officer | AnonymousUser, permission: str, model: type[models.Model]
) -> models.QuerySet:
    if not isinstance(officer, Officer) or not officer.may_hold_posts:
        return UserObjectPermission.objects.none().values_list("pk")
    as_number = Cast("object_pk", models.BigIntegerField())
    return _rows(officer, permission, model).annotate(key=as_number).values_list("key", flat=True)


def _rows(officer: Officer, permission: str, model: type[models.Model]) -> models.QuerySet:
    return UserObjectPermission.objects.filter(
        user=officer,
        permission__codename=permission,
        permission__content_type__app_label=model._meta.app_label,
        permission__content_type__model=model._meta.model_name,
    )


def _as_text(expression: models.expressions.Combinable) -> Cast:
    return Cast(expression, models.CharField())
