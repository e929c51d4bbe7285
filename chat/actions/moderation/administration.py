"""What administrators change, in the admin and on the page of site settings."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Model, QuerySet

from chat.actions.maintenance import announce
from chat.actions.messages.text import fit_line, fit_name
from chat.actions.people.accounts import SHOWN_TO_OTHERS
from chat.actions.people.sessions import sign_out_everywhere
from chat.actions.rooms.membership_rows import end_links
from chat.log import journal, user_events
from chat.models import Invitation, Room, SiteSettings, User
from chat.models.people.user import NAME_MAX_CHARS, STATUS_MAX_CHARS
from chat.models.people.usernames import validate_new_username
from chat.models.site import MAINTENANCE_MAX_CHARS, SITE_NAME_MAX_CHARS


def store_new(instance: Model) -> None:
    """Store a row that an administrator has filled in."""
    instance.save(force_insert=True)


def store_changes(instance: Model, fields: Collection[str]) -> None:
    """Store only these fields of a row, so that concurrent changes to others stay."""
    own = {field.name for field in instance._meta.local_concrete_fields}
    instance.save(update_fields=own.intersection(fields))


def store_person(person: User, fields: Collection[str]) -> None:
    """Store only these fields of a person, update open pages, and sign a closed account out.

    Raises Refused as `fit_line` does.
    """
    person.name = fit_line(person.name, NAME_MAX_CHARS)
    person.status_text = fit_line(person.status_text, STATUS_MAX_CHARS)
    with transaction.atomic():
        store_changes(person, fields)
        if SHOWN_TO_OTHERS.intersection(fields):
            user_events.person_changed(person)
            user_events.waiting_changed()
        if "is_active" in fields:
            user_events.account_turned(person)
            if not person.is_active:
                sign_out_everywhere(person)


def store_site(site: SiteSettings, fields: Collection[str]) -> None:
    """Store only these fields of the site settings, and notify every process."""
    with transaction.atomic():
        store_changes(site, fields)
        announce()


def rename_person(person: User, username: str) -> None:
    """Change the username with which somebody signs in and is mentioned.

    Raises ValidationError.
    """
    validate_new_username(username)
    person.username = User.normalize_username(username)
    User._meta.get_field("username").clean(person.username, person)
    person.validate_unique()
    with transaction.atomic():
        person.save(update_fields=["username"])
        user_events.person_changed(person)


def update_site(
    name: str,
    sign_up: str,
    language: str,
    default_rooms: Collection[Room],
    maintenance: str = "",
) -> None:
    """Store the site settings; newcomers join the public ones among `default_rooms`.

    `maintenance`: the notice that people read while nobody may write. Raises Refused as `fit_name`
    does.
    """
    values = {
        "name": fit_name(name, SITE_NAME_MAX_CHARS),
        "sign_up": sign_up,
        "language": language,
        "maintenance": fit_line(maintenance, MAINTENANCE_MAX_CHARS),
    }
    with transaction.atomic():
        announce()
        journal.hold_site()
        site, _ = SiteSettings.objects.update_or_create(pk=1, defaults=values)
        site.default_rooms.set(room for room in default_rooms if room.is_public)


def end_invitations(invitations: QuerySet[Invitation]) -> None:
    """Revoke these links, whoever created them."""
    end_links(invitations)
