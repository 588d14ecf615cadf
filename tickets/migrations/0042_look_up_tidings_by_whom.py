from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.fields.json import KeyTransform

BY_PLACE = [
    "ticket.answered",
    "ticket.explained",
    "ticket.forwarded",
    "ticket.handed_over",
    "ticket.pause_asked",
    "ticket.pause_refused",
    "ticket.proposed",
    "ticket.reopened",
    "ticket.returned",
]
LATEST = models.OrderBy(models.F("happened_at"), descending=True)


class Migration(migrations.Migration):
    """One index for each way in which an event concerns an officer, instead of one for all."""

    atomic = False  # history is written meanwhile
    dependencies = [("tickets", "0041_kept_searches_speak")]

    operations = [
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("kind__in", BY_PLACE)),
                fields=["kind", "-happened_at"],
                include=("ticket",),
                name="event_told_by_place",
            ),
        ),
        AddIndexConcurrently(
            "event",
            models.Index(
                KeyTransform("unit", "data"),
                LATEST,
                condition=models.Q(("kind__in", ["ticket.escalated", "ticket.warned"])),
                name="event_told_to_post",
            ),
        ),
        AddIndexConcurrently(
            "event",
            models.Index(
                KeyTransform("officer", "data"),
                LATEST,
                condition=models.Q(("kind__in", ["ticket.assigned", "ticket.explanation_asked"])),
                name="event_told_by_name",
            ),
        ),
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("kind", "ticket.paused")),
                fields=["by", "-happened_at"],
                name="event_own_pauses",
            ),
        ),
        RemoveIndexConcurrently("event", "event_news_in_portal"),
    ]
