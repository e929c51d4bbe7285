"""Give every message that stands the excerpt that replies quote."""

import re
from html import unescape

from django.db import migrations
from django.db.models.functions import Substr

BATCH = 1_000
EXCERPT_CHARS = 140
LOOKED_AT_CHARS = 16_384
TAG = re.compile("<[^>]*(?:>|$)")
BREAK = re.compile("<(?:br|/(?:p|li|h[1-6]|pre|td|th))>")


def _excerpt(html):
    return " ".join(unescape(TAG.sub("", BREAK.sub(" ", html))).split())[:EXCERPT_CHARS]


def fill(apps, schema_editor):
    """In small transactions: a place of millions of messages goes on from where it was stopped."""
    messages = apps.get_model("chat", "Message").objects.exclude(html="").filter(excerpt="")
    rows = messages.annotate(beginning=Substr("html", 1, LOOKED_AT_CHARS)).order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last).only("pk")[:BATCH]):
        for message in some:
            message.excerpt = _excerpt(message.beginning)
        messages.model.objects.bulk_update(some, ["excerpt"], batch_size=200)
        last = some[-1].pk


def fill_hidden(apps, schema_editor):
    """What moderators have hidden comes back as it was shown."""
    versions = apps.get_model("chat", "Version").objects.exclude(rendered=None)
    for version in versions.iterator(chunk_size=100):
        version.rendered["excerpt"] = _excerpt(version.rendered.get("html", "")[:LOOKED_AT_CHARS])
        version.save(update_fields=["rendered"])


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('chat', '0008_derived'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(fill_hidden, migrations.RunPython.noop),
    ]
