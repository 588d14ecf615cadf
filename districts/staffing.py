"""Who may keep the officers and postings of which part of the police: one table, one rule.

The desk and the chief of a district, a range or a zone keep everybody at their unit and below it,
but not the posts of those who command it: those are given from above. Nobody keeps oneself.
Whoever administers the installation keeps everybody.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from districts.models import Officer, Posting, Role, Unit
from districts.models.unit import UnitQuerySet

KEEPERS = frozenset({Role.DESK, Role.CHIEF, Role.RANGE, Role.ZONE})
COMMANDERS = frozenset({Role.CHIEF, Role.RANGE, Role.ZONE})


def part(keeper: Officer) -> list[str]:
    """Return the paths of the units whose officers `keeper` keeps now. Fails closed."""
    if not keeper.is_active:
        return []
    if keeper.is_superuser:
        return list(Unit.objects.filter(parent=None).values_list("path", flat=True))
    held = Posting.objects.current().filter(officer=keeper, role__in=KEEPERS, unit__is_active=True)
    return sorted(set(held.values_list("unit__path", flat=True)))


def may_give(keeper: Officer, paths: Iterable[str], *, role: Role, unit: Unit) -> bool:
    """Say whether a post is within the part of `paths`, and not in command over it."""
    above = [path for path in paths if unit.path.startswith(path)]
    if keeper.is_superuser or role not in COMMANDERS:
        return bool(above)
    return any(path != unit.path for path in above)


def units(keeper: Officer) -> UnitQuerySet:
    """Return the units in service at which `keeper` gives posts."""
    return Unit.objects.below(*part(keeper)).filter(is_active=True)


def may_keep_posts(
    keeper: Officer, paths: list[str], officer: Officer, posts: list[Posting]
) -> bool:
    """Say whether `posts`, which `officer` holds now or held last, are `keeper`'s to give."""
    if officer.pk == keeper.pk or (officer.is_superuser and not keeper.is_superuser):
        return False
    return keeper.is_superuser or (
        bool(posts)
        and all(may_give(keeper, paths, role=Role(post.role), unit=post.unit) for post in posts)
    )


def may_keep(keeper: Officer, paths: list[str], officer: Officer) -> bool:
    """Say whether what `officer` holds now, or else held last, is `keeper`'s to give."""
    posts = officer.postings.select_related("unit")
    now = list(posts.current()) or list(posts.order_by("-since")[:1])
    return may_keep_posts(keeper, paths, officer, now)


def kept(keeper: Officer) -> QuerySet[Officer]:
    """Return the officers who hold a post in the part of `keeper`, or held one and none now."""
    if keeper.is_superuser:
        return Officer.objects.order_by("name", "pk")
    within = Q(pk__in=[])
    for path in part(keeper):
        within |= Q(unit__path__startswith=path)
    theirs = Posting.objects.filter(officer=OuterRef("pk"))
    here, anywhere, once = theirs.current().filter(within), theirs.current(), theirs.filter(within)
    held = Exists(here) | (Exists(once) & ~Exists(anywhere))
    return Officer.objects.filter(held, is_superuser=False).order_by("name", "pk")
