"""The audit log tells of cases that were opened again; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0013_laid_before"),
    ]

    operations = [
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
                    ("case_reopened", "case reopened"),
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
    ]
