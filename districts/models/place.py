from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models.unit import Unit

if TYPE_CHECKING:
    from uuid import UUID


class Place(models.Model):
    """A village, quarter or landmark as people name it, and the station that serves it."""

    class Kind(models.TextChoices):
        TOWN = "town", _("Town")
        VILLAGE = "village", _("Village")
        QUARTER = "quarter", _("Quarter")
        MARKET = "market", _("Market")
        CROSSING = "crossing", _("Crossing")
        ROAD = "road", _("Road")
        LANDMARK = "landmark", _("Landmark")

    station = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(max_length=10, choices=Kind)
    name_hi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    aliases = models.JSONField(default=list, blank=True)  # other spellings people type
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["station", "name_en"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name_en"], name="place_once_a_station")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_hi


class Gazetteer(models.Model):
    """One row that names the edition of units and places; the database renews it on any change."""

    edition = models.UUIDField()

    @classmethod
    def current(cls) -> "UUID | None":
        """Return the edition as this transaction sees it; None before there was any unit."""
        return cls.objects.values_list("edition", flat=True).first()
