from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tickets", "0011_hearings_to_book")]

    operations = [
        migrations.AlterField(
            model_name="ticket",
            name="close_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("done", "Done"),
                    ("not_police", "Not a police matter"),
                    ("duplicate", "Duplicate of another ticket"),
                    ("false", "Found to be false"),
                    ("spam", "Spam"),
                    ("withdrawn", "Taken back by the citizen"),
                ],
                max_length=12,
            ),
        ),
    ]
