"""Which change gave a message its text, so that no edit goes over one that was not seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0016_maintenance"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="text_seq",
            field=models.BigIntegerField(null=True, verbose_name="last change of the text"),
        ),
    ]
