from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

KINDS = [
    "hearing.callback",
    "hearing.called",
    "hearing.cancelled",
    "hearing.dropped",
    "hearing.heard",
    "hearing.missed",
    "hearing.moved",
    "hearing.next",
    "hearing.reminded",
    "ticket.asked",
    "ticket.closed",
    "ticket.forwarded",
    "ticket.hearing_asked",
    "ticket.outcome",
    "ticket.reopened",
]


class Migration(migrations.Migration):
    """News of hearings among what citizens are told; the new index stands before the old goes."""

    atomic = False
    dependencies = [("tickets", "0009_steps_of_each_ladder")]

    operations = [
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("kind__in", KINDS)),
                fields=["happened_at"],
                name="event_told_to_citizens",
            ),
        ),
        RemoveIndexConcurrently("event", "event_news"),
    ]
