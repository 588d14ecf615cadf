from django.db import migrations, models


class Migration(migrations.Migration):
    """Names one more wish; the column does not change."""

    dependencies = [
        ('hearings', '0006_early_particulars'),
    ]

    operations = [
        migrations.AlterField(
            model_name='hearingrequest',
            name='need',
            field=models.CharField(blank=True, choices=[('senior', 'Elderly'), ('disabled', 'Disabled'), ('unwell', 'Unwell'), ('alone', 'Woman alone'), ('abroad', 'Abroad'), ('another_day', 'Another day'), ('callback', 'Call me instead'), ('another_link', 'New link'), ('cancel', 'No more needed'), ('nameless', 'Without a name')], max_length=12),
        ),
    ]
