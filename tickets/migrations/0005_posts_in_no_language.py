from django.db import migrations, models


class Migration(migrations.Migration):
    """Room for several posts: an event now names each by title or role and by unit code."""

    dependencies = [("tickets", "0004_event_news")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="by_role",
            field=models.CharField(blank=True, max_length=400),
        ),
    ]
