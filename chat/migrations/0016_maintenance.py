"""The sentence that people read while nobody may write."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0015_set_up_link"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="maintenance",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="While a sentence stands here, people read it, and nobody can write.",
                max_length=200,
                verbose_name="maintenance",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="default_rooms",
            field=models.ManyToManyField(
                blank=True,
                help_text="New people join these.",
                limit_choices_to={"archived_at": None, "kind": "public"},
                to="chat.room",
                verbose_name="first rooms",
            ),
        ),
    ]
