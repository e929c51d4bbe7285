"""The audit log can only grow, and the group of those who keep order in the whole place."""

from django.db import migrations

PERMISSIONS = {
    "case": ("moderate", "view_case"),
    "auditentry": ("view_auditentry",),
    "filter": ("view_filter", "add_filter", "change_filter"),
    "rulebook": ("view_rulebook",),
}
NAMES = {"moderate": "May moderate the whole place"}

POSTGRES = """
CREATE FUNCTION chat_audit_only_grows() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION 'The audit log only grows.';
END $$ LANGUAGE plpgsql;
CREATE TRIGGER chat_audit_only_grows BEFORE UPDATE OR DELETE ON chat_auditentry
  FOR EACH ROW EXECUTE FUNCTION chat_audit_only_grows();
"""
SQLITE = """
CREATE TRIGGER chat_audit_no_{act} BEFORE {act} ON chat_auditentry
  BEGIN SELECT RAISE(ABORT, 'The audit log only grows.'); END
"""


def guard(apps, schema_editor):
    """Have the database itself refuse to change what was written."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    elif schema_editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(act=act))


def unguard(apps, schema_editor):
    """Let the tables be taken away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER chat_audit_only_grows ON chat_auditentry")
        schema_editor.execute("DROP FUNCTION chat_audit_only_grows()")
    elif schema_editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER chat_audit_no_{act}")


def make_group(apps, schema_editor):
    """The permissions' own rows are otherwise made after all migrations: too late for a group."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    group, _ = Group.objects.get_or_create(name="Moderators")
    for model, codenames in PERMISSIONS.items():
        kind, _ = ContentType.objects.get_or_create(app_label="chat", model=model)
        for codename in codenames:
            name = NAMES.get(codename, f"Can {codename.replace('_', ' ')}")
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("chat", "0003_moderation"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
