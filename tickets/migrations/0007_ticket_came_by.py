from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # tickets are opened meanwhile

    dependencies = [
        ('tickets', '0006_ticket_campaign'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(condition=models.Q(('campaign__isnull', False)), fields=['campaign', 'arrived_at'], name='ticket_came_by'),
        ),
    ]
