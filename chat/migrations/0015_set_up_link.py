"""The link by which whoever installed Hiroba makes the first administrator."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0014_case_acts'),
    ]

    operations = [
        migrations.CreateModel(
            name='SetUpLink',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, verbose_name='hash of the token')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
            ],
            options={
                'verbose_name': 'set-up link',
                'verbose_name_plural': 'set-up links',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_set_up_link')],
            },
        ),
    ]
