from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("tickets", "0010_hearing_news")]

    operations = [
        AddIndexConcurrently(
            "ticket",
            models.Index(
                condition=models.Q(("kind", "hearing"), ("status", "new")),
                fields=["arrived_at"],
                name="ticket_hearings_to_book",
            ),
        ),
    ]
