from django.db import migrations, models


class Migration(migrations.Migration):
    """Notes beside what is sealed whether there is a telephone number in it."""

    dependencies = [("hearings", "0008_forgotten_callers")]

    operations = [
        migrations.AddField(
            model_name="particulars",
            name="has_phone",
            field=models.BooleanField(db_default=True),
        ),
    ]
