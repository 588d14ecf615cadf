import secrets
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from districts.models.line import Line
from districts.models.unit import Unit

if TYPE_CHECKING:
    from districts.models import Officer

LETTERS = "ACDEFGHJKMNPQRTVWXY"  # none that is read as a digit or as another letter
DIGITS = "2345679"


def new_token() -> str:
    """Return a fresh token, e.g. "K7Q2": letter, digit, letter, digit, so never a word."""
    return "".join(secrets.choice(letters) for letters in (LETTERS, DIGITS, LETTERS, DIGITS))


class Campaign(models.Model):
    """A drive that makes a line known, such as Mission Shakti; its posters are counted together."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="campaigns")
    code = models.SlugField(max_length=40)
    name_hi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["line", "code"]
        constraints = [
            models.UniqueConstraint(fields=["line", "code"], name="campaign_once_a_line")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_hi


class PosterQuerySet(models.QuerySet["Poster"]):
    def visible_to(self, officer: "Officer") -> "PosterQuerySet":
        """Return the posters of the places `officer` works for; those of a whole line above too."""
        here = Unit.objects.visible_to(officer)
        return self.filter(Q(unit__in=here) | Q(unit=None, line__unit__in=here))


class Poster(models.Model):
    """One QR code and where it hangs. The token stands in the text the code puts into the chat.

    The two counts are all that is kept of who came by it: never which chat, nor when.
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="posters")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="posters", null=True, blank=True
    )
    # the district or station it speaks for; whoever comes by it is suggested to that station
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="posters", null=True, blank=True
    )
    place = models.CharField(max_length=80, blank=True)  # as people say it: "Bus stand"
    token = models.CharField(max_length=4, default=new_token, editable=False)
    made_at = models.DateTimeField()
    chats = models.PositiveIntegerField(default=0, editable=False)
    tickets = models.PositiveIntegerField(default=0, editable=False)

    objects = PosterQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "token"], name="token_once_a_line"),
            models.UniqueConstraint(
                fields=["line", "campaign", "unit", "place"],
                nulls_distinct=False,
                name="poster_once_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line.code} {self.token}"
