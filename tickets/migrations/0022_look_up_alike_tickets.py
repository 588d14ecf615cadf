from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # tickets are opened meanwhile

    dependencies = [
        ('tickets', '0021_alike_tickets'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='ticket',
            index=GinIndex(condition=models.Q(('alike_to', None)), fields=['bands'], name='ticket_bands'),
        ),
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(condition=models.Q(('alike_to__isnull', False)), fields=['alike_to'], name='ticket_copies'),
        ),
    ]
