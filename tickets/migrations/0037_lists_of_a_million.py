import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # tickets are opened meanwhile

    dependencies = [
        ('tickets', '0036_replies_and_searches'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(fields=['unit', 'status', '-arrived_at'], include=('id', 'is_restricted'), name='ticket_counts_of_a_unit'),
        ),
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status', 'new')), fields=['-priority', 'arrived_at', 'id'], name='ticket_new_to_a_desk'),
        ),
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ['acknowledged', 'action_taken', 'with_station'])), fields=['-priority', 'arrived_at', 'id'], name='ticket_waits_at_a_station'),
        ),
        AddIndexConcurrently(
            model_name='ticket',
            index=django.contrib.postgres.indexes.GinIndex(fields=['text', 'place'], name='ticket_words_and_place', opclasses=['gin_trgm_ops', 'gin_trgm_ops']),
        ),
        RemoveIndexConcurrently('ticket', 'ticket_lists_of_a_unit'),
        RemoveIndexConcurrently('ticket', 'ticket_words'),
    ]
