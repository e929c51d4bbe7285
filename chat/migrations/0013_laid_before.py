"""Whose it is what was laid before, and what the open cases are about."""

from django.db import migrations
from django.db.models import Q

LAID_ON_ROOMS = {"archive": "archived_with", "lock": "locked_with", "slow": "slowed_with"}


def say_whose(apps, schema_editor) -> None:
    """What whoever moderates the place now has laid before is the place's from now on."""
    keepers = _keepers(apps)
    sanctions = apps.get_model("chat", "Sanction").objects
    sanctions.filter(Q(room=None) | Q(created_by__in=keepers)).update(laid_with="place")
    acts = apps.get_model("chat", "AuditEntry").objects.filter(actor_id__in=keepers)
    for act, field in LAID_ON_ROOMS.items():
        rooms = acts.filter(act=act).values("room_id")
        apps.get_model("chat", "Room").objects.filter(pk__in=rooms).update(**{field: "place"})
    hidden = apps.get_model("chat", "Version").objects.exclude(rendered=None)
    messages = acts.filter(act="hide").values("message_id")
    hidden.filter(message__in=messages).update(hidden_with="place")


def _keepers(apps) -> list[int]:
    people = apps.get_model("chat", "User").objects.filter(is_active=True, is_staff=True)
    right = Q(groups__permissions__codename="moderate") | Q(user_permissions__codename="moderate")
    return list(people.filter(Q(is_superuser=True) | right).values_list("pk", flat=True).distinct())


def keep_evidence(apps, schema_editor) -> None:
    """What open cases are about, as it stands now."""
    cases = apps.get_model("chat", "Case").objects.filter(closed_at=None)
    told = cases.exclude(message__body="").values_list("pk", "message__body")
    evidence = apps.get_model("chat", "Evidence")
    evidence.objects.bulk_create(evidence(case_id=pk, body=body) for pk, body in told)


class Migration(migrations.Migration):
    dependencies = [("chat", "0012_what_was_laid")]

    operations = [
        migrations.RunPython(say_whose, migrations.RunPython.noop),
        migrations.RunPython(keep_evidence, migrations.RunPython.noop),
    ]
