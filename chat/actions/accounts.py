"""Who people are here: the first administrator, new people, and what they say of themselves."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from chat import journal
from chat.actions.invitations import accept
from chat.actions.refusal import Refused
from chat.actions.rooms import create_room
from chat.models import Invitation, Room, SiteSettings, User


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody who is new here says of themselves."""

    username: str
    password: str
    name: str = ""
    email: str = ""
    language: str = ""


def set_up(first: Newcomer, site_name: str, room_name: str) -> tuple[User, Room]:
    """Make the first administrator and the first room, and name this place.

    Raises Refused: `already_set_up` when anybody can sign in, and what `create_room` refuses.
    """
    administrator = _unsaved(first)
    administrator.is_staff = administrator.is_superuser = True
    with transaction.atomic():
        journal.hold_site()
        if User.objects.able_to_sign_in().exists():
            raise Refused("already_set_up")
        administrator.save(force_insert=True)
        SiteSettings.objects.update_or_create(pk=1, defaults={"name": site_name})
        room = create_room(administrator, room_name)
    return administrator, room


def sign_up(newcomer: Newcomer, invitation: Invitation | None = None) -> User:
    """Make an account; whoever was invited joins the invitation's room in the same transaction.

    Raises Refused: `username_taken`, `invitation_ended`.
    """
    user = _unsaved(newcomer)
    with transaction.atomic():
        _insert(user)
        if invitation:
            accept(user, invitation)
    return user


def update_profile(user: User, *, name: str, language: str, time_zone: str) -> None:
    """Store how the person wants to be called, and the language and time they read in."""
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])


def set_language(user: User, language: str) -> None:
    """Store the language that the person reads in."""
    user.language = language
    user.save(update_fields=["language"])


def set_password(user: User, password: str) -> None:
    """Store a new password; every session that was opened with the old one ends."""
    user.set_password(password)
    user.save(update_fields=["password"])


def _unsaved(newcomer: Newcomer) -> User:
    """Hashing takes long on purpose, so it is done before any transaction holds others up."""
    user = User(
        username=User.normalize_username(newcomer.username),
        name=newcomer.name,
        email=newcomer.email,
        language=newcomer.language,
    )
    user.set_password(newcomer.password)
    return user


def _insert(user: User) -> None:
    """Two people may ask for one username at the same time: the database decides."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("username_taken") from error
