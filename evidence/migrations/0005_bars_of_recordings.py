import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_brought_by")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="bars",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), db_default=[], default=list, size=None
            ),
        )
    ]
