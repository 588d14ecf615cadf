from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # clocks are stopped and started meanwhile

    dependencies = [
        ('tickets', '0025_reopened_clocks'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='clock',
            index=models.Index(condition=models.Q(('reopened_at__isnull', False)), fields=['unit', 'reopened_at'], name='clocks_reopened_at_a_unit'),
        ),
    ]
