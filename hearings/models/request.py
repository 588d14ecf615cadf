from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from districts.models import Officer
from hearings.models.window import Window
from hearings.order import Place
from tickets.models import Ticket
from tickets.wishes import SOONER, Wish


class HearingRequestQuerySet(models.QuerySet["HearingRequest"]):
    def visible_to(self, officer: Officer) -> "HearingRequestQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(officer))

    def hearable_by(self, officer: Officer) -> "HearingRequestQuerySet":
        """Return those whom `officer` may be given: nobody who accuses them, and who speaks of
        police only where the officer's post may know of such matters."""
        ordinary = Ticket.objects.filter(is_restricted=False).not_accusing(officer)
        seen = Ticket.objects.visible_to(officer)
        return self.filter(Q(ticket__in=ordinary) | Q(ticket__in=seen))

    def in_queue(self) -> "HearingRequestQuerySet":
        return self.filter(state=HearingRequest.State.WAITING)

    def owed(self) -> "HearingRequestQuerySet":
        return self.filter(state=HearingRequest.State.CALLBACK)

    def active(self) -> "HearingRequestQuerySet":
        """Return those who are still to be heard, one way or another."""
        return self.filter(state__in=HearingRequest.ACTIVE)

    def in_order(self) -> "HearingRequestQuerySet":
        """Sort as `hearings.order.key` does."""
        return self.order_by("-dropped", "-carried", "-is_first", "absences", "token")


class HearingRequest(models.Model):
    """A citizen waits to be heard on a day, with a token number that is theirs alone."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CALLED = "called"  # a desk has them
        CALLBACK = "callback"  # the police will call them
        UNREACHED = "unreached"  # forgotten: nobody can call them any more
        HEARD = "heard"
        CANCELLED = "cancelled"

    ACTIVE = (State.WAITING, State.CALLED, State.CALLBACK)

    class Source(models.TextChoices):
        WHATSAPP = "whatsapp"
        PAGE = "page"
        PHONE = "phone"

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="requests")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    token = models.PositiveIntegerField()  # 1, 2, 3 … within the day
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    source = models.CharField(max_length=10, choices=Source, default=Source.WHATSAPP)
    need = models.CharField(max_length=12, choices=Wish, blank=True)  # why they come first
    zone = models.CharField(max_length=60, blank=True)  # the caller's own, where it is not India's
    is_anonymous = models.BooleanField(default=False)  # their address is kept from officers too
    expected_at = models.DateTimeField()  # as it was told
    is_first = models.GeneratedField(
        expression=ExpressionWrapper(~Q(need=""), output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    dropped = models.BooleanField(default=False)  # the line was lost: called again at once
    drops = models.PositiveSmallIntegerField(default=0)
    carried = models.BooleanField(default=False)  # waited in vain on another day
    absences = models.PositiveSmallIntegerField(default=0)  # when called, on this day
    days = models.PositiveSmallIntegerField(default=1)  # on which they were to be heard
    wishes_read = models.PositiveIntegerField(default=0)  # number of the last event acted upon
    waits_since = models.DateTimeField()  # the moment from which waiting is counted
    seen_at = models.DateTimeField(null=True, blank=True)  # their page was last open
    reminded_at = models.DateTimeField(null=True, blank=True)
    next_told_at = models.DateTimeField(null=True, blank=True)

    objects = HearingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["day", "token"]
        constraints = [
            models.UniqueConstraint(fields=["window", "day", "token"], name="token_once_a_day"),
            models.CheckConstraint(
                condition=Q(need="") | Q(need__in=sorted(SOONER)), name="need_is_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["window", "day", "token"],
                name="request_queue",
                condition=Q(state__in=["waiting", "called", "callback"]),
            )
        ]

    @property
    def place(self) -> Place:
        return Place(self.dropped, self.carried, bool(self.need), self.absences, self.token)


class Door(models.Model):
    """One link into the citizen's room: opened once, by one browser, for a time."""

    request = models.ForeignKey(HearingRequest, on_delete=models.CASCADE, related_name="doors")
    number = models.PositiveIntegerField()  # within the request; what the history names
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    browser = models.BinaryField(max_length=32, null=True, blank=True)  # digest of its cookie
    closed_at = models.DateTimeField(null=True, blank=True)  # another took its place

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="door_once_a_request"),
            models.CheckConstraint(
                condition=Q(opened_at=None, browser=None)
                | Q(opened_at__gte=F("made_at"), browser__isnull=False),
                name="door_opened_by_a_browser",
            ),
        ]


class Particulars(models.Model):
    """What a citizen told the police to be called by, sealed; forgotten soon after the hearing."""

    request = models.OneToOneField(
        HearingRequest, on_delete=models.CASCADE, related_name="particulars"
    )
    sealed = models.BinaryField()
    forget_at = models.DateTimeField()
    has_phone = models.BooleanField(db_default=True)  # rows from before this was noted may have one


class EarlyParticulars(models.Model):
    """Particulars told in the chat, of a citizen who has no token yet."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    forget_at = models.DateTimeField()
