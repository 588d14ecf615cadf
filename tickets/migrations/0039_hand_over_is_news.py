from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

TO_CITIZENS = [
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
    "ticket.handed_over",
    "ticket.hearing_asked",
    "ticket.outcome",
    "ticket.reopened",
]
IN_PORTAL = [
    "ticket.answered",
    "ticket.assigned",
    "ticket.escalated",
    "ticket.explained",
    "ticket.explanation_asked",
    "ticket.forwarded",
    "ticket.handed_over",
    "ticket.pause_asked",
    "ticket.pause_refused",
    "ticket.paused",
    "ticket.proposed",
    "ticket.reopened",
    "ticket.returned",
    "ticket.warned",
]


class Migration(migrations.Migration):
    """Of a hand-over too citizens and desks are told; the new indexes stand before the old go."""

    atomic = False
    dependencies = [("tickets", "0038_longest_late")]

    operations = [
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("kind__in", TO_CITIZENS)),
                fields=["happened_at"],
                name="event_news_to_citizens",
            ),
        ),
        RemoveIndexConcurrently("event", "event_told_to_citizens"),
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("kind__in", IN_PORTAL)),
                fields=["-happened_at"],
                name="event_news_in_portal",
            ),
        ),
        RemoveIndexConcurrently("event", "event_told_in_portal"),
    ]
