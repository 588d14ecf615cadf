"""What the repair room shows: these columns of these tables, and nothing else.

Machinery alone: no ticket and nothing that counts tickets of a place, no contact, no key, no
session, no words of anybody. Of queues, what is under way or stuck.
"""

from dataclasses import dataclass

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model, Q
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from districts import models as districts
from evidence.models import Attachment
from messaging import models as messaging
from tickets.models import Checkpoint, Recount, Report

Sending = messaging.OutboundMessage.State
Making = Report.State
TO_MAKE = (Making.ASKED, Making.BEING_MADE, Making.FAILED)
# each part is what one of the outbox's indexes serves
UNSENT = (
    Q(state=Sending.QUEUED)
    | Q(state__in=(Sending.SENDING, Sending.UNKNOWN))
    | Q(state=Sending.FAILED)
)


@dataclass(frozen=True, slots=True)
class Table:
    model: type[Model]
    title: Promise
    columns: tuple[str, ...]
    only: Q = Q()
    is_traffic: bool = False  # moments are told to the hour
    newest: str = "-pk"


TABLES = (
    Table(
        messaging.Delivery,
        _("From WhatsApp, not read yet"),
        ("id", "received_at", "attempts", "next_attempt_at", "signed_by"),
        Q(read_at=None),
        is_traffic=True,
    ),
    Table(
        messaging.InboundMessage,
        _("Messages waiting for their turn"),
        ("id", "line", "state", "received_at", "attempts", "next_attempt_at"),
        Q(state=messaging.InboundMessage.State.WAITING),
        is_traffic=True,
    ),
    Table(
        messaging.Quarantined,
        _("Could not be read, in quarantine"),
        ("id", "place", "reason", "kept_at"),
        Q(resolved_at=None),
        is_traffic=True,
    ),
    Table(
        messaging.OutboundMessage,
        _("To WhatsApp: waiting, uncertain or failed"),
        ("line", "state", "attempts", "error_code", "created_at", "not_before", "claimed_at"),
        UNSENT,
        is_traffic=True,
        newest="-created_at",
    ),
    Table(
        messaging.EarlyStatus,
        _("Statuses that came before their message"),
        ("id", "line", "status", "error_code", "received_at"),
        is_traffic=True,
    ),
    Table(
        messaging.NumberHealth,
        _("Numbers, and when sending was stopped"),
        ("line", "closed_until", "error_code", "since"),
    ),
    Table(
        messaging.Template,
        _("Templates at WhatsApp"),
        ("line", "purpose", "language", "name", "status", "since", "asked_at", "quality"),
    ),
    Table(
        Attachment,
        _("Files on their way or being checked"),
        ("kind", "state", "announced_at", "attempts", "next_attempt_at", "problem"),
        Q(state__in=(Attachment.State.ANNOUNCED, Attachment.State.QUARANTINED)),
        is_traffic=True,
    ),
    Table(
        Report,
        _("Reports to make, or that failed"),
        ("id", "kind", "format", "state", "progress", "attempts", "asked_at", "claimed_at"),
        Q(state__in=TO_MAKE),
    ),
    Table(
        Recount,
        _("Due to be counted"),
        ("id", "due_at"),
        Q(due_at__lte=Now()),
        is_traffic=True,
    ),
    Table(
        Checkpoint,
        _("Checkpoints of the history"),
        ("id", "first_event", "last_event", "count", "made_at"),
    ),
    Table(
        districts.Unit,
        _("Units"),
        ("code", "kind", "name_hi", "name_en", "parent", "branch", "is_active"),
    ),
    Table(
        districts.Line,
        _("Lines"),
        ("code", "unit", "purpose", "display_number", "calendar", "is_active"),
    ),
    Table(
        districts.Category,
        _("Categories"),
        ("line", "code", "kind", "name_hi", "name_en", "position", "is_active"),
    ),
    Table(
        districts.Watch,
        _("Watches"),
        ("line", "alarm_after_minutes", "looked_at"),
    ),
    Table(
        districts.Posting,
        _("Postings"),
        ("officer", "unit", "role", "since", "until", "is_acting", "started_by", "ended_by"),
    ),
    Table(districts.AccountEvent, _("What was done to accounts"), ("officer", "kind", "at", "by")),
    Table(districts.BlueprintLoad, _("Blueprints loaded"), ("by", "at", "name", "number")),
    Table(MigrationRecorder.Migration, _("Steps of the database"), ("app", "name", "applied")),
    Table(districts.RepairLook, _("Looks into this room"), ("by", "at", "address")),
)
