from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0024_assigned_officer'),
    ]

    operations = [
        migrations.AddField(
            model_name='clock',
            name='reopened_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
