"""One matter a citizen brought, and the only rule for who may know of it."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from districts import grants
from districts.models import Campaign, Category, Line, Officer, Unit
from districts.standing import read_once
from tickets import codes
from tickets.lifecycle import AT_STATION, OPEN, CloseReason, Status, check_move
from tickets.models.among_keys import AmongKeys, at_units
from tickets.models.block import Block
from tickets.models.labelled import Labelled

if TYPE_CHECKING:
    from tickets.models.event import Event

USUAL_BLOCK = 6
# columns that a move may change
MOVED = ["status", "unit", "round", "close_reason", "duplicate_of", "closed_at", "shelved_until"]


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, officer: Officer) -> "TicketQuerySet":
        """Return the tickets `officer` may know of. The only rule for seeing; fails closed.

        Ordinary tickets at or below a unit of a current posting, restricted ones for the posts
        that may see those, tickets shared one by one (no longer than some posting runs); never
        one that accuses the officer, the officer's posting, or from which the officer is excluded.
        """
        with read_once():
            return self.filter(_seen_by(officer), _not_about(officer))

    def visible_apart(self, officer: Officer) -> "tuple[TicketQuerySet, TicketQuerySet | None]":
        """Return `visible_to` in two: by the officer's posts, and what is only shared, if any is.

        To be counted apart: of both together the database looks for all that is shared each time.
        """
        with read_once():
            by_posts, known = _by_posts(officer), self.filter(_not_about(officer))
            shared = _shared_with(officer)
        few = known.filter(shared).exclude(by_posts) if shared else None
        return known.filter(by_posts), few

    def not_accusing(self, officer: Officer) -> "TicketQuerySet":
        """Leave out tickets that name `officer` or a unit where `officer` is posted now."""
        with read_once():
            return self.filter(_not_about(officer))

    def with_blocks(self) -> "TicketQuerySet":
        """Add `block`: when it came, as it is seen below the district. For ordering by it."""
        return self.annotate(block=Block("arrived_at"))

    def open(self) -> "TicketQuerySet":
        return self.filter(status__in=sorted(OPEN))

    def late(self, past_due: Q) -> "TicketQuerySet":
        """Return tickets with a running clock that is `past_due`, as somebody sees it."""
        from tickets.models.clock import Clock

        due = Clock.objects.running().filter(past_due, ticket=OuterRef("pk"))
        return self.filter(Exists(due))


def _seen_by(officer: Officer) -> Q:
    shared = _shared_with(officer)
    return _by_posts(officer) | shared if shared else _by_posts(officer)


def _by_posts(officer: Officer) -> Q:
    reach = grants.reach(officer)
    seen = at_units(reach.ordinary)
    if reach.restricted != reach.ordinary:
        about_police = Q(is_restricted=True) & at_units(reach.restricted)
        seen = (Q(is_restricted=False) & seen) | about_police
    return seen


def _shared_with(officer: Officer) -> Q | None:
    if not grants.reach(officer).has_shares:
        return None
    return Q(AmongKeys("pk", grants.objects_shared_with(officer, Ticket)))


def _not_about(officer: Officer) -> Q:
    from tickets.models.restriction import IsAccusing

    known = ~Q(IsAccusing("pk", officer))
    if not grants.reach(officer).has_exclusions:
        return known
    return known & ~Q(pk__in=grants.objects_hidden_from(officer, Ticket))


class Ticket(Labelled, models.Model):
    """One matter a citizen brought. Never an identity: who sent it is known to the vault alone.

    `status`, `unit` and the restriction change only through `tickets.services`, which write
    the history in the same transaction.
    """

    class Kind(models.TextChoices):
        TIP = "tip", _("Tip")
        COMPLAINT = "complaint", _("Complaint")
        CALL = "call", _("Phone call")
        HEARING = "hearing", _("Hearing")

    class Priority(models.IntegerChoices):
        ORDINARY = 0, _("Ordinary")
        HIGH = 1, _("High")
        EMERGENCY = 2, _("Emergency")

    code = models.CharField(max_length=16, unique=True, default=codes.new_code, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TIP)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="tickets", null=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="tickets", null=True, blank=True
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tickets")
    suggested_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    # which drive it came by; counted, and shown on no ticket
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        related_name="tickets",
        null=True,
        editable=False,
        db_index=False,
    )
    # of the station; counts for as long as the officer is posted where the ticket lies
    assigned_to = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    status = models.CharField(max_length=16, choices=Status, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.ORDINARY)
    text = models.TextField(blank=True)  # the sender's words, identifiers masked
    place = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_outside = models.BooleanField(default=False)  # the pin lies beyond what the line serves
    is_restricted = models.BooleanField(default=False)
    is_quiet = models.BooleanField(default=False, db_default=False)  # no notices: sender muted
    is_second_hand = models.BooleanField(default=False)  # forwarded to the sender by others
    close_reason = models.CharField(max_length=12, choices=CloseReason, blank=True)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    round = models.PositiveSmallIntegerField(default=1)  # raised by each reopening
    arrived_at = models.DateTimeField()
    # below the district times of the citizen are shown in blocks of so many hours; 0: exactly.
    # Kept from the first moment: two readings of different blocks would tell more than either
    block_hours = models.PositiveSmallIntegerField(default=USUAL_BLOCK, db_default=USUAL_BLOCK)
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # when an officer at headquarters first opened it: `tickets/first_looks.py`
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    # out of the new ones until then: a desk set it aside for later, or it moved on
    shelved_until = models.DateTimeField(null=True, blank=True, editable=False)
    # of the text, see `tickets/floods.py`: the first of near copies has bands, the rest point at it
    bands = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    alike_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="alike",
    )
    # where the history stands: verify_history compares both with the events
    history_length = models.PositiveIntegerField(default=0, editable=False)
    history_head = models.BinaryField(default=b"", editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~Q(status=Status.CLOSED) & Q(closed_at=None)),
                name="closed_at_iff_closed",
            )
        ]
        indexes = [
            # counts read nothing but this
            models.Index(
                fields=["unit", "status", "-arrived_at"],
                include=["id", "is_restricted"],
                name="ticket_counts_of_a_unit",
            ),
            # with the unit: rows of others are passed by before they are read
            models.Index(fields=["-arrived_at", "-id", "unit"], name="ticket_newest_by_unit"),
            models.Index(
                fields=["-priority", "arrived_at", "id"],
                name="ticket_new_to_a_desk",
                condition=Q(status=Status.NEW),
            ),
            models.Index(
                fields=["-priority", "arrived_at", "id"],
                name="ticket_waits_at_a_station",
                condition=Q(status__in=sorted(AT_STATION)),
            ),
            models.Index(
                fields=["campaign", "arrived_at"],
                name="ticket_came_by",
                condition=Q(campaign__isnull=False),
            ),
            models.Index(
                fields=["arrived_at"],
                name="ticket_hearings_to_book",
                condition=Q(kind="hearing", status=Status.NEW),
            ),
            GinIndex(
                fields=["text", "place"],
                name="ticket_words_and_place",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
            GinIndex(fields=["bands"], name="ticket_bands", condition=Q(alike_to=None)),
            models.Index(
                fields=["alike_to"],
                name="ticket_copies",
                condition=Q(alike_to__isnull=False),
            ),
        ]
        permissions = [
            ("shared_with", "May see this one ticket"),
            ("excluded_from", "Must never know of this ticket"),
        ]

    def __str__(self) -> str:
        return self.code

    def move_to(
        self,
        status: Status,
        *,
        kind: str,
        by: Officer | None,
        at: datetime,
        note: str = "",
        data: dict[str, Any] | None = None,
    ) -> "Event":
        """Change status and write the history in one step; the only place that sets `status`.

        The caller holds a transaction and this row's lock, and may have set the other columns
        of MOVED. Raises IllegalMove when `status` does not follow the present one.
        """
        check_move(Status(self.status), status)
        self.status = status
        self.shelved_until = None
        self.closed_at = at if status == Status.CLOSED else None
        self.save(update_fields=MOVED)
        return self.record(kind, by=by, at=at, note=note, data={**(data or {}), "status": status})

    def happened(self, kinds: Collection[str] | None = None) -> list["Event"]:
        """Return the events, of these kinds if given, in order; asks nothing if all were read."""
        if "events" in getattr(self, "_prefetched_objects_cache", {}):
            return [each for each in self.events.all() if kinds is None or each.kind in kinds]
        if kinds is None:
            return list(self.events.select_related("by").order_by("number"))
        return list(self.events.filter(kind__in=sorted(kinds)).order_by("number"))

    def record(
        self,
        kind: str,
        *,
        by: Officer | None,
        at: datetime,
        note: str = "",
        data: dict[str, Any] | None = None,
    ) -> "Event":
        """Append an event to the history; the caller holds a transaction and this row's lock."""
        from tickets.models.event import Event

        return Event.objects.append(self, kind, by=by, at=at, note=note, data=data or {})
