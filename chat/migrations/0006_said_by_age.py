"""What somebody has said lately is found without going through all that they ever said."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chat.migrations._beside_servers import AddIndexBesideServers

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chat", "0005_deeds")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        AddIndexBesideServers(
            model_name="message",
            index=models.Index(fields=["author", "created_at"], name="said_by_age"),
        ),
    ]
