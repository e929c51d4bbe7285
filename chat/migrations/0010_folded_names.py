"""Columns for the folds of names, empty until 0009b fills them: no row that is there changes."""

from django.db import migrations, models

import chat.models.folds
import chat.models.people.usernames


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0009_excerpts"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="folded_description",
            field=chat.models.folds.Folded("description"),
        ),
        migrations.AddField(
            model_name="room",
            name="folded_name",
            field=chat.models.folds.Folded("name"),
        ),
        migrations.AddField(
            model_name="user",
            name="folded_name",
            field=chat.models.folds.Folded("name"),
        ),
        migrations.AddField(
            model_name="user",
            name="folded_username",
            field=chat.models.folds.Folded("username"),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "This username is taken."},
                max_length=64,
                unique=True,
                validators=[chat.models.people.usernames.validate_username],
                verbose_name="username",
            ),
        ),
    ]
