from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('hearings', '0005_share_lasts_as_long_as_the_call'),
        ('tickets', '0007_ticket_came_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='EarlyParticulars',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('forget_at', models.DateTimeField()),
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
            ],
        ),
    ]
