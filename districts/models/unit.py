from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from districts.models import Officer


class UnitQuerySet(models.QuerySet["Unit"]):
    def below(self, *paths: str) -> "UnitQuerySet":
        """Return the units at any of `paths` and everything under them; none for no paths."""
        subtree = Q(pk__in=[])
        for path in paths:
            subtree |= Q(path__startswith=path)
        return self.filter(subtree)

    def above(self, *paths: str) -> "UnitQuerySet":
        """Return the units at any of `paths` and everything over them."""
        return self.filter(code__in={code for path in paths for code in path.strip("/").split("/")})

    def visible_to(self, officer: "Officer") -> "UnitQuerySet":
        """Return the units whose ordinary tickets `officer` may see. Fails closed.

        The rule: an active officer, a posting that runs now by the database's clock, and the
        object permission that this posting granted on its unit; then that unit and all below it.
        """
        from districts import grants

        return self.below(*grants.paths(officer, grants.SEE_TICKETS))

    def restricted_visible_to(self, officer: "Officer") -> "UnitQuerySet":
        """Return the units whose tickets about police `officer` may see."""
        from districts import grants

        return self.below(*grants.paths(officer, grants.SEE_RESTRICTED))


class Unit(models.Model):
    """A node of the one tree: zone › range › district › division › circle › station › outpost."""

    class Kind(models.TextChoices):
        ZONE = "zone", _("Zone")
        RANGE = "range", _("Range")
        DISTRICT = "district", _("District")
        DIVISION = "division", _("Division")
        CIRCLE = "circle", _("Circle")
        STATION = "station", _("Police station")
        OUTPOST = "outpost", _("Outpost")

    code = models.SlugField(max_length=80, unique=True)  # e.g. "bareilly-kotwali"
    kind = models.CharField(max_length=10, choices=Kind)
    name_hi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    aliases = models.JSONField(default=list, blank=True)  # other spellings people type
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # codes from the root, each followed by a slash: a prefix match is the subtree
    path = models.CharField(max_length=600, unique=True, editable=False)
    # decides who is next in rank when a ticket climbs: "city", "rural", "crime" divisions
    branch = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    boundary = models.JSONField(null=True, blank=True)  # GeoJSON geometry, WGS 84
    is_active = models.BooleanField(default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        indexes = [
            models.Index(fields=["path"], name="unit_subtree", opclasses=["varchar_pattern_ops"])
        ]
        permissions = [
            ("see_tickets", "See the tickets of this unit and of all below it"),
            ("see_restricted", "See tickets about police in this unit and all below it"),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic(savepoint=False)
    def save(self, *args: object, **kwargs: object) -> None:
        """Save, and when the unit hangs elsewhere now, take everything below it along."""
        stored = Unit.objects.none() if self._state.adding else Unit.objects.filter(pk=self.pk)
        old = stored.values_list("path", flat=True).first()
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        if old and old != self.path:
            tail = Substr("path", len(old) + 1)
            below = Unit.objects.below(old).exclude(pk=self.pk)
            below.update(path=Concat(Value(self.path), tail))

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_hi

    def contains(self, other: "Unit") -> bool:
        """Say whether `other` is this unit or lies below it."""
        return other.path.startswith(self.path)

    def ancestors(self) -> UnitQuerySet:
        """Return the units above, nearest first."""
        return Unit.objects.above(self.path).exclude(pk=self.pk).order_by("-path")

    def district(self) -> "Unit | None":
        """Return the district this unit is, or lies in."""
        if self.kind == Unit.Kind.DISTRICT:
            return self
        return self.ancestors().filter(kind=Unit.Kind.DISTRICT).first()


STATIONS = (Unit.Kind.STATION, Unit.Kind.OUTPOST)  # where a ticket is worked on
ABOVE_A_DISTRICT = (Unit.Kind.RANGE, Unit.Kind.ZONE)
HEADQUARTERS = (Unit.Kind.DISTRICT, *ABOVE_A_DISTRICT)
