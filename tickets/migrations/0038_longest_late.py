from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # clocks run meanwhile

    dependencies = [
        ('tickets', '0037_lists_of_a_million'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at', None)), fields=['due_at', 'id'], name='clock_longest_late'),
        ),
    ]
