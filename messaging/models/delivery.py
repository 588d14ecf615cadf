from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, models
from django.db.models import Q

from districts.models import Line
from messaging import patience

PATIENCE = 1.5  # seconds the door waits for the database
LONG_PAST = datetime(2000, 1, 1, tzinfo=UTC)  # due at once, however the machines' clocks differ

# One round trip and no model instance: this statement is most of what the door does. The server
# runs both statements as one transaction, and the limits end with it.
INSERT = """
SET LOCAL statement_timeout = 1500; SET LOCAL lock_timeout = 1500;
INSERT INTO messaging_delivery
    (digest, box, box_id, signed_by, received_at, next_attempt_at,
     attempts, messages, statuses, duplicates, quarantined, other)
VALUES (%s, %s, %s, %s, %s, %s, 0, 0, 0, 0, 0, 0)
ON CONFLICT (digest) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class SealedBody:
    digest: bytes
    box: bytes
    box_id: UUID
    signed_by: str
    received_at: datetime


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def keep(self, body: SealedBody) -> None:
        """Insert a body once, committed on return. Exact repeats change nothing."""
        row = (body.digest, body.box, body.box_id, body.signed_by, body.received_at, LONG_PAST)
        with connection.cursor() as cursor:
            cursor.execute(INSERT, row)

    def keep_or_give_up(self, body: SealedBody) -> None:
        """As `keep`, but raise a database error rather than wait longer than PATIENCE."""
        connection.ensure_connection()
        with connection.wrap_database_errors:  # the driver's own, where the connection is gone
            descriptor = connection.connection.fileno()
        with patience.hanging_up(descriptor, after=PATIENCE):
            self.keep(body)

    def unread(self, now: datetime) -> "DeliveryQuerySet":
        """Return deliveries still to be split into messages, oldest first."""
        return self.filter(read_at=None, next_attempt_at__lte=now).order_by("pk")


class Delivery(models.Model):
    """One signed POST, sealed at the door. The body is emptied once every part is accounted for."""

    digest = models.BinaryField(unique=True)  # SHA-256 of the raw body: exact repeats collapse
    box = models.BinaryField(null=True)  # sealed raw body
    box_id = models.UUIDField()  # chosen before sealing and bound into the box
    signed_by = models.CharField(max_length=80)  # name of the secret's variable that verified it
    received_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # places of the parts still to be taken after a failure; None: all
    left = models.JSONField(null=True, blank=True)
    # the ledger: everything in the body is one of these
    messages = models.PositiveIntegerField(default=0)
    statuses = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    other = models.PositiveIntegerField(default=0)  # account and template news

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["id"], name="delivery_unread", condition=Q(read_at=None))]


class InboundMessage(models.Model):
    """One message of a citizen: kept once for ever under the keyed index of its id."""

    class State(models.TextChoices):
        WAITING = "waiting"  # its turn in the conversation has not come
        DONE = "done"
        HELD = "held"  # on a pile, for the desk to take up
        SET_ASIDE = "set_aside"  # failed too often; in quarantine

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    index = models.BinaryField()  # HMAC of the provider's message id
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.CASCADE, related_name="inbound"
    )
    box = models.BinaryField(null=True)  # the message as it came, sealed
    box_id = models.UUIDField()
    sent_at = models.DateTimeField()  # the provider's clock, clamped to the day of receipt
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    pile = models.ForeignKey(
        "messaging.Pile", on_delete=models.SET_NULL, null=True, related_name="messages"
    )
    is_released = models.BooleanField(default=False, db_default=False)  # taken up from a pile

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "index"], name="message_kept_once_for_ever")
        ]
        indexes = [
            models.Index(
                fields=["conversation", "sent_at", "id"],
                name="messages_awaiting_their_turn",
                condition=Q(state="waiting"),
            )
        ]


class EarlyStatus(models.Model):
    """A delivery status that came before our own request's answer was stored; matched later."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    index = models.BinaryField()  # HMAC of the provider's message id
    reference = models.CharField(max_length=80, blank=True)  # our own id, echoed back
    status = models.CharField(max_length=12)
    error_code = models.IntegerField(null=True, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "index", "status"], name="early_status_once")
        ]


class Quarantined(models.Model):
    """A part of a delivery nobody could read: kept sealed, counted, and alarmed until resolved."""

    class Reason(models.TextChoices):
        NOT_JSON = "not_json"
        UNKNOWN_NUMBER = "unknown_number"
        WRONG_APP = "wrong_app"  # signed by an app that does not own this number
        UNREADABLE = "unreadable"
        KEEPS_FAILING = "keeps_failing"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="quarantine")
    place = models.CharField(max_length=80)  # e.g. "entry.0.changes.1.messages.3"
    reason = models.CharField(max_length=20, choices=Reason)
    box = models.BinaryField()
    box_id = models.UUIDField()
    kept_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "quarantined"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "place"], name="quarantined_once")
        ]
