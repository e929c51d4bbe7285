"""What people keep for themselves: a message, a note, a time to be reminded at."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0017_text_seq"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="note"),
                ),
                ("remind_at", models.DateTimeField(null=True, verbose_name="remind at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chat.message",
                        verbose_name="message",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chat.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bookmarks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "bookmark",
                "verbose_name_plural": "bookmarks",
                "indexes": [
                    models.Index(fields=["user", "room"], name="bookmarks_by_room"),
                    models.Index(
                        condition=models.Q(("remind_at__isnull", False)),
                        fields=["user", "remind_at"],
                        name="bookmarks_by_reminder",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "message"), name="bookmarked_once")
                ],
            },
        ),
    ]
