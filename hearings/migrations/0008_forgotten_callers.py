from django.db import migrations, models


class Migration(migrations.Migration):
    """Names one more end of a hearing; the column does not change."""

    dependencies = [
        ("hearings", "0007_heard_without_a_name"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hearingrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("called", "Called"),
                    ("callback", "Callback"),
                    ("unreached", "Unreached"),
                    ("heard", "Heard"),
                    ("cancelled", "Cancelled"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
