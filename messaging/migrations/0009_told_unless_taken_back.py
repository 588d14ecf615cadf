from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0008_piles_and_buckets'),
    ]

    operations = [
        migrations.AlterField(
            model_name='threadentry',
            name='told',
            field=models.CharField(blank=True, choices=[('', ''), ('waiting', 'On its way'), ('told', 'Told'), ('notice_sent', 'Told that an answer is waiting'), ('window_closed', 'Could not be told: window closed, no template'), ('unreachable', 'Could not be told: cannot be reached'), ('uncertain', 'Perhaps told: WhatsApp has not confirmed'), ('no_address', 'Cannot be told: no address is kept'), ('silent', 'Cannot be told: asked not to be written to'), ('taken_back', 'Not told: it was taken back in time')], max_length=14),
        ),
    ]
