from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # messages are sent meanwhile

    dependencies = [
        ('messaging', '0013_templates_asked_of'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['created_at'], name='outbox_failed'),
        ),
    ]
