from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from districts.models.unit import Unit

POSTS_APART = "; "


class Role(models.TextChoices):
    """What a posting is for. Titles by rank (SSP, CP, …) are data of the posting's unit."""

    ZONE = "zone", _("Zone")
    RANGE = "range", _("Range")
    CHIEF = "chief", _("District chief")  # SSP, SP or CP
    DEPUTY = "deputy", _("Deputy chief")  # SP City / Rural / Crime, DCP
    CIRCLE = "circle", _("Circle officer")  # CO, ACP
    STATION_HEAD = "station_head", _("Station head")  # SHO
    STATION_OFFICER = "station_officer", _("Station officer")
    DESK = "desk", _("Desk")  # the PRO's desk
    WATCH = "watch", _("Watch team")
    HEARING = "hearing", _("Hearing desk")
    AUDITOR = "auditor", _("Auditor")


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(
        self, service_number: str, password: str | None = None, **fields: object
    ) -> "Officer":
        officer = self.model(service_number=service_number, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def create_superuser(self, service_number: str, password: str, **fields: object) -> "Officer":
        """Create an administrator of the installation, who sees no tickets for that."""
        return self.create_user(service_number, password, is_superuser=True, **fields)


class Officer(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may see and do comes from postings alone."""

    service_number = models.CharField(
        _("service number"), max_length=40, unique=True, validators=[ASCIIUsernameValidator()]
    )
    name = models.CharField(_("name"), max_length=120)
    # what people call them, each theirs alone: whoever is accused by it must not read it
    nicknames = models.JSONField(default=list, db_default=[], blank=True)
    language = models.CharField(max_length=5, default="hi")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False, db_default=False
    )  # made up: signs in with a password alone
    # the password was made for this officer by another and is good until then
    temporary_until = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "service_number"
    REQUIRED_FIELDS = ["name"]
    objects = OfficerManager()

    def __str__(self) -> str:
        return self.name or self.service_number

    @property
    def may_hold_posts(self) -> bool:
        """Whoever administers the installation holds none, and so sees no tickets."""
        return self.is_active and not self.is_superuser

    @property
    def posts(self) -> str:
        """The posts held now, in no language, for the history: "SHO@bareilly-kotwali"."""
        held = self.postings.current().select_related("unit")
        return POSTS_APART.join(f"{post.title or post.role}@{post.unit.code}" for post in held)


class PostingQuerySet(models.QuerySet["Posting"]):
    def current(self) -> "PostingQuerySet":
        """Return the postings that run now, by the database's clock."""
        return self.filter(Q(until=None) | Q(until__gt=Now()), since__lte=Now())

    def current_at(self, now: datetime | Combinable) -> "PostingQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def present(self) -> "PostingQuerySet":
        """Return the postings that run now, by the database, whose officer is not on leave."""
        return self.current().exclude(leave_from__lte=Now(), leave_until__gt=Now())

    def present_at(self, now: datetime) -> "PostingQuerySet":
        """Return the postings that run at `now` whose officer is not on leave."""
        return self.current_at(now).exclude(leave_from__lte=now, leave_until__gt=now)


class Posting(models.Model):
    """Officer × unit × role, for a time. Start and end them through `districts.postings` only."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(max_length=20, choices=Role)
    title = models.CharField(max_length=60, blank=True)  # the rank as people say it
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # first moment it no longer runs
    is_acting = models.BooleanField(default=False)  # charge of a second post, beside one's own
    leave_from = models.DateTimeField(null=True, blank=True)
    leave_until = models.DateTimeField(null=True, blank=True)  # first moment back
    leave_noted_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="posting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(leave_from=None, leave_until=None)
                | Q(leave_from__isnull=False, leave_until__gt=F("leave_from")),
                name="leave_has_a_beginning_and_an_end",
            ),
            models.UniqueConstraint(
                fields=["officer", "unit", "role"],
                condition=Q(until=None),
                name="one_open_posting_per_officer_unit_role",
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="posting_holders_of_a_post")]

    def __str__(self) -> str:
        return f"{self.title or self.get_role_display()}, {self.unit}"
