import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Posting


class SavedSearch(models.Model):
    """A list an officer comes back to: the query of its address, under a name of theirs.

    It finds what its owner may see at the moment of looking, never what they once saw.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="searches")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)  # of /queue/, e.g. "show=open&q=रेत", encoded
    # stands out from so many tickets on; None: never
    alarm_from = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField()  # what came since is told apart
    # what it tells unasked, see `tickets.services.search_notices`
    digest_hour = models.PositiveSmallIntegerField(null=True, blank=True)  # of India's day
    alert_over = models.PositiveIntegerField(null=True, blank=True)  # so many came, or fewer: no
    alert_hours = models.PositiveSmallIntegerField(default=24, db_default=24)
    # for as long as this posting runs
    post = models.ForeignKey(
        Posting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest_at = models.DateTimeField(null=True, editable=False)  # the next one
    alert_at = models.DateTimeField(null=True, editable=False)  # when it is counted again
    wakes_at = models.DateTimeField(null=True, editable=False)  # the sooner of both

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(
                fields=["wakes_at"], name="search_due", condition=models.Q(wakes_at__isnull=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["officer", "name"], name="search_once_a_name")
        ]
        verbose_name_plural = "saved searches"

    def __str__(self) -> str:
        return self.name


class SearchNotice(models.Model):
    """That a kept search had something to tell its owner: which hours it is about, never what."""

    class Kind(models.TextChoices):
        DIGEST = "digest", _("Daily digest")
        ALERT = "alert", _("More than usual")

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    since = models.DateTimeField()  # what came after this
    until = models.DateTimeField()  # and up to this
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "kind", "until"], name="search_tells_once_of_its_hours"
            )
        ]

    def __str__(self) -> str:
        return f"{self.search}: {self.get_kind_display()}"
