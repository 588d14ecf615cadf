from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

TOLD = [
    f"ticket.{what}"
    for what in (
        "answered",
        "assigned",
        "escalated",
        "explained",
        "explanation_asked",
        "forwarded",
        "pause_asked",
        "pause_refused",
        "paused",
        "proposed",
        "reopened",
        "returned",
        "warned",
    )
]


class Migration(migrations.Migration):
    atomic = False  # history is written meanwhile

    dependencies = [("tickets", "0030_tidings_read")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind__in", TOLD)),
                fields=["-happened_at"],
                name="event_told_in_portal",
            ),
        )
    ]
