"""What people do with their own account: profile, language, password, and leaving."""

import secrets
from dataclasses import dataclass, fields, replace

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chat.actions.messages.reactions import fit_emoji
from chat.actions.messages.text import fit_line
from chat.actions.moderation.voice import check_unmuted
from chat.actions.people.sessions import sign_out_everywhere
from chat.actions.refusal import Refused
from chat.actions.rooms.membership_rows import end_links
from chat.actions.rooms.memberships import leave_room
from chat.log import journal, user_events
from chat.models import Block, Bookmark, HeldMessage, Invitation, Removal, Room, User
from chat.models.people.user import HUES, NAME_MAX_CHARS, STATUS_MAX_CHARS
from chat.text.names.reserved import DELETED, is_official

WORDS = ("name", "status_emoji", "status_text")
SHOWN_TO_OTHERS = frozenset({"username", "name", "hue", "status_emoji", "status_text", "is_active"})
KEPT_BY_LIBRARIES = ("account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession")


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's choices: how others see them, and their language and time zone.

    `hue` is 0 to 9, or None for the account's default.
    """

    name: str = ""
    hue: int | None = None
    status_emoji: str = ""
    status_text: str = ""
    language: str = ""
    time_zone: str = ""


def update_profile(user: User, profile: Profile) -> None:
    """Store the person's choices, and update the pages of others.

    Muted people may clear their name and status but not set new ones. Raises Refused: `bad_text`,
    `empty` (a name or a status that shows nothing), `too_long`, `bad_emoji`, `bad_hue`, `muted`,
    `reserved_name` (a new name that is reserved for the staff).
    """
    fit = _fit(profile)
    chosen = {field.name: getattr(fit, field.name) for field in fields(fit)}
    changed = {name for name, value in chosen.items() if getattr(user, name) != value}
    if any(chosen[name] for name in changed.intersection(WORDS)):
        check_unmuted(user)
    if "name" in changed and is_official(fit.name) and not user.is_staff:
        raise Refused("reserved_name")
    for name in changed:
        setattr(user, name, chosen[name])
    with transaction.atomic():
        user.save(update_fields=changed)
        if changed & SHOWN_TO_OTHERS:
            user_events.person_changed(user)


def _fit(profile: Profile) -> Profile:
    """The profile in the form in which it is stored."""
    if profile.status_emoji:
        fit_emoji(profile.status_emoji)
    if profile.hue is not None and profile.hue not in range(HUES):
        raise Refused("bad_hue")
    return replace(
        profile,
        name=fit_line(profile.name, NAME_MAX_CHARS),
        status_text=fit_line(profile.status_text, STATUS_MAX_CHARS),
    )


def set_language(user: User, language: str) -> None:
    """Store the language that the person reads in."""
    user.language = language
    user.save(update_fields=["language"])


def set_password(user: User, password: str | None) -> None:
    """Store a new password, or remove it with None; every session ends.

    The page on which it was changed opens a new session for its user.
    """
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        sign_out_everywhere(user)


def take_address(user: User, address: str) -> None:
    """Remove an e-mail address that this account has confirmed from all other accounts."""
    with transaction.atomic():
        claims = apps.get_model("account.EmailAddress")._default_manager.filter(email=address)
        claims.exclude(user=user).delete()
        User.objects.filter(email__iexact=address).exclude(pk=user.pk).update(email="")


# --- Leaving --------------------------------------------------------------------------------


def deactivate(user: User) -> None:
    """Close the account until an administrator reopens it; its contents stay.

    Raises Refused: `last_administrator`.
    """
    with transaction.atomic():
        _check_others_administrate(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        sign_out_everywhere(user)
        user_events.account_turned(user)
        user_events.waiting_changed()


def delete_account(user: User) -> None:
    """Erase the person's identity for good; their messages stay, under no name.

    They leave their rooms, whose ownership passes on; direct conversations stay as they are.
    Raises Refused: `last_administrator`.
    """
    with transaction.atomic():
        _check_others_administrate(user)
        _leave_rooms(user)
        end_links(Invitation.objects.filter(created_by=user))
        sign_out_everywhere(user)
        for label in KEPT_BY_LIBRARIES:
            apps.get_model(label)._default_manager.filter(user=user).delete()
        HeldMessage.objects.filter(author=user).delete()
        user_events.waiting_changed()
        Removal.objects.filter(user=user).delete()
        Bookmark.objects.filter(user=user).delete()
        Block.objects.filter(Q(user=user) | Q(blocked=user)).delete()
        _pseudonymise(user)
        user_events.account_turned(user)


def _check_others_administrate(user: User) -> None:
    """Locks the rows until the end of the transaction, so that two cannot leave at the same time.

    `no_key`, because new messages refer to these rows while they lock a room.
    """
    administrators = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if [person.pk for person in administrators.select_for_update(no_key=True)] == [user.pk]:
        raise Refused("last_administrator")


def _leave_rooms(user: User) -> None:
    rooms = list(Room.objects.joined_by(user).exclude(kind=Room.Kind.DIRECT))
    with journal.locked([room.pk for room in rooms]):
        for room in rooms:
            leave_room(user, room)


def _pseudonymise(user: User) -> None:
    values = {
        "username": f"{DELETED}{secrets.token_hex(6)}",
        "deleted_at": timezone.now(),
        **dict.fromkeys(["name", "email", "status_emoji", "status_text"], ""),
        **dict.fromkeys(["language", "time_zone"], ""),
        **dict.fromkeys(["hue", "last_login"]),
        **dict.fromkeys(["is_active", "is_staff", "is_superuser"], False),
    }
    for name, value in values.items():
        setattr(user, name, value)
    user.set_unusable_password()
    user.save(update_fields=["password", *values])
    user.groups.clear()
    user.user_permissions.clear()
