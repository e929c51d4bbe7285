"""Each username is one person's in whatever case and width: reported where it is two people's.

On SQLite `Étienne` and `étienne` could both sign up. Nothing is changed before one of them has
another name: `manage.py rename_person` works between 0009 and this migration, and so does the
release before.
"""

from collections import defaultdict

from django.core.management.base import CommandError
from django.db import migrations, models

from chat.text.names.folding import lookup_key

BATCH = 1_000
SHOWN_MAX = 50
REPORT = """Nothing was changed: some usernames differ only in case, in width, or in characters that
do not show, and one name can belong to one person only from now on.

{pairs}

Give all but one of each line another name, and migrate again:

    manage.py rename_person ID NEW_USERNAME

Whoever is renamed keeps their password and signs in with the new name: tell them."""


def report_collisions(apps, schema_editor):
    people = defaultdict(list)
    rows = apps.get_model("chat", "User").objects.order_by("pk").values_list("pk", "username")
    for pk, username in rows.iterator(BATCH):
        people[lookup_key(username)].append(f"{username} (id {pk})")
    collisions = [", ".join(found) for found in people.values() if len(found) > 1]
    if collisions:
        raise CommandError(REPORT.format(pairs=_listed(collisions)))


def _listed(collisions):
    shown = [f"  - {collision}" for collision in collisions[:SHOWN_MAX]]
    if more := len(collisions) - len(shown):
        shown.append(f"  - and {more} more, which are shown when these are solved")
    return "\n".join(shown)


def fill_folds(apps, schema_editor):
    _fill(apps.get_model("chat", "User"), "username", "name")
    _fill(apps.get_model("chat", "Room"), "name", "description")


def _fill(model, *sources):
    after = 0
    while rows := list(model.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
        for row in rows:
            for source in sources:
                setattr(row, f"folded_{source}", lookup_key(getattr(row, source)))
        model.objects.bulk_update(rows, [f"folded_{source}" for source in sources], batch_size=100)
        after = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0010_folded_names"),
    ]

    operations = [
        migrations.RunPython(report_collisions, migrations.RunPython.noop),
        migrations.RunPython(fill_folds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                fields=("folded_username",),
                condition=~models.Q(folded_username=""),
                name="username_unique_folded",
                violation_error_message="This username is taken.",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="user",
            name="username_unique_in_any_case",
        ),
    ]
