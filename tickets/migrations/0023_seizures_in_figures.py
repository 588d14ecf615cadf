from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0022_look_up_alike_tickets")]

    operations = [
        migrations.AddField(
            model_name="action",
            name="seizures",
            field=models.JSONField(blank=True, db_default=[], default=list),
        )
    ]
