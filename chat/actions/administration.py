"""What administrators change in the admin."""

from collections.abc import Collection

from django.db.models import Model, QuerySet
from django.utils import timezone

from chat.models import Invitation


def store_new(instance: Model) -> None:
    """Store a row that an administrator has filled in."""
    instance.save(force_insert=True)


def store_changes(instance: Model, fields: Collection[str]) -> None:
    """Store only these fields of a row, so that what others wrote meanwhile stays."""
    own = {field.name for field in instance._meta.local_concrete_fields}
    instance.save(update_fields=own.intersection(fields))


def end_invitations(invitations: QuerySet[Invitation]) -> None:
    """Revoke these links, whoever made them."""
    invitations.filter(revoked_at=None).update(revoked_at=timezone.now())
