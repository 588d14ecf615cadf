from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # tickets are opened meanwhile

    dependencies = [
        ('tickets', '0039_hand_over_is_news'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(fields=['-arrived_at', '-id', 'unit'], name='ticket_newest_by_unit'),
        ),
        RemoveIndexConcurrently('ticket', 'ticket_newest_first'),
    ]
