"""A few words shown above pages between two moments."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models.officer import Officer
from districts.models.unit import Unit


class BannerQuerySet(models.QuerySet["Banner"]):
    def standing(self, place: str) -> "BannerQuerySet":
        """Return what stands now, by the database's clock, the latest first."""
        return self.filter(place=place, since__lte=Now(), until__gt=Now())


class Banner(models.Model):
    """Plain words for the officers of a unit and below it, or above its public page."""

    class Place(models.TextChoices):
        OFFICERS = "officers", _("Officers: above their pages")
        CITIZENS = "citizens", _("Everybody: above the public page")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="banners")
    place = models.CharField(max_length=10, choices=Place)
    text_hi = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField()  # first moment it is no longer shown
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = BannerQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="banner_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["until"], name="banner_shown_until")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.place}"

    @property
    def text(self) -> str:
        """The words in the language in force."""
        return self.text_en if get_language() == "en" else self.text_hi
