"""By what right things were laid, who was removed from where, and what reported messages said."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0011_unique_folded_usernames"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="archived_with",
            field=models.CharField(
                choices=[("room", "the room"), ("place", "the whole place")],
                default="room",
                editable=False,
                max_length=8,
                verbose_name="archived by the right of",
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="locked_with",
            field=models.CharField(
                choices=[("room", "the room"), ("place", "the whole place")],
                default="room",
                editable=False,
                max_length=8,
                verbose_name="locked by the right of",
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="slowed_with",
            field=models.CharField(
                choices=[("room", "the room"), ("place", "the whole place")],
                default="room",
                editable=False,
                max_length=8,
                verbose_name="slowed by the right of",
            ),
        ),
        migrations.AddField(
            model_name="sanction",
            name="laid_with",
            field=models.CharField(
                choices=[("room", "the room"), ("place", "the whole place")],
                default="room",
                editable=False,
                max_length=8,
                verbose_name="by the right of",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="hidden_with",
            field=models.CharField(
                choices=[("room", "the room"), ("place", "the whole place")],
                default="room",
                editable=False,
                max_length=8,
                verbose_name="hidden by the right of",
            ),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="act",
            field=models.CharField(
                choices=[
                    ("hide", "message hidden"),
                    ("restore", "message brought back"),
                    ("purge", "message purged"),
                    ("purge_old", "old messages purged"),
                    ("held_posted", "held message posted"),
                    ("held_rejected", "held message not posted"),
                    ("case_closed", "case closed"),
                    ("warn", "person warned"),
                    ("mute", "person muted"),
                    ("unmute", "mute ended"),
                    ("ban", "person banned"),
                    ("unban", "ban lifted"),
                    ("deactivate", "account deactivated"),
                    ("remove", "member removed"),
                    ("readmit", "removed person let in again"),
                    ("role", "role changed"),
                    ("lock", "room locked"),
                    ("unlock", "room unlocked"),
                    ("slow", "slow mode changed"),
                    ("archive", "room archived"),
                    ("reopen", "room reopened"),
                    ("retention", "retention changed"),
                    ("rules", "rules changed"),
                    ("filter", "filter changed"),
                    ("look", "private talk looked at"),
                ],
                max_length=32,
                verbose_name="act",
            ),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.TextField(verbose_name="text")),
                (
                    "kept_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="time"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="chat.case",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
            },
        ),
        migrations.CreateModel(
            name="Removal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "laid_with",
                    models.CharField(
                        choices=[("room", "the room"), ("place", "the whole place")],
                        default="room",
                        editable=False,
                        max_length=8,
                        verbose_name="by the right of",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="removals",
                        to="chat.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="removals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "removal",
                "verbose_name_plural": "removals",
                "constraints": [
                    models.UniqueConstraint(fields=("room", "user"), name="removed_once")
                ],
            },
        ),
    ]
