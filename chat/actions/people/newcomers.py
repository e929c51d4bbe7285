"""How accounts begin: the first administrator, and everybody who signs up."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from chat.actions.messages.text import fit_line, fit_name
from chat.actions.refusal import Refused
from chat.actions.rooms.invitations import accept
from chat.actions.rooms.memberships import join_room
from chat.actions.rooms.rooms import create_room
from chat.log import journal
from chat.models import Invitation, Room, SetUpLink, SiteSettings, User
from chat.models.people.user import NAME_MAX_CHARS
from chat.models.people.usernames import validate_new_username, validate_newcomers_username
from chat.models.site import SITE_NAME_MAX_CHARS
from chat.text.names.reserved import is_official


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody enters to get an account."""

    username: str
    password: str
    name: str = ""
    email: str = ""
    language: str = ""


def make_set_up_link() -> str:
    """Return the secret of a new link to the set-up page; the previous link stops working.

    Raises Refused: `already_set_up` when anybody can sign in.
    """
    if User.objects.able_to_sign_in().exists():
        raise Refused("already_set_up")
    token = secrets.token_urlsafe(32)
    values = {"token_hash": _hash(token), "created_at": timezone.now()}
    SetUpLink.objects.update_or_create(pk=1, defaults=values)
    return token


def opens_set_up(token: str) -> bool:
    """Return whether this is the secret of the newest link, and it has not expired."""
    link = SetUpLink.objects.first()
    stored = link.token_hash if link else ""
    return constant_time_compare(_hash(token), stored) and link is not None and link.is_valid()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def set_up(first: Newcomer, site_name: str, room_name: str) -> tuple[User, Room]:
    """Create the first administrator and the first room, which newcomers join, and name the site.

    Raises Refused: `already_set_up` when anybody can sign in, `bad_username`, what `fit_line`
    refuses for a name, and what `create_room` refuses.
    """
    _check_username(first, validate_new_username)
    site_name = fit_name(site_name, SITE_NAME_MAX_CHARS)
    administrator = _unsaved(first)
    administrator.is_staff = administrator.is_superuser = True
    with transaction.atomic():
        journal.hold_site()
        if User.objects.able_to_sign_in().exists():
            raise Refused("already_set_up")
        administrator.save(force_insert=True)
        site, _ = SiteSettings.objects.update_or_create(pk=1, defaults={"name": site_name})
        room = create_room(administrator, room_name)
        site.default_rooms.add(room)
        SetUpLink.objects.all().delete()
    return administrator, room


def sign_up(newcomer: Newcomer, invitation: Invitation | None = None) -> User:
    """Create an account, which joins the first rooms and the room it was invited to.

    Raises Refused: `bad_username`, `username_taken`, `reserved_name`, `invitation_ended`, and what
    `fit_line` refuses for the name.
    """
    _check_username(newcomer, validate_newcomers_username)
    if is_official(newcomer.name):
        raise Refused("reserved_name")
    user = _unsaved(newcomer)
    with transaction.atomic():
        _insert(user)
        _join_first_rooms(user, invitation)
    return user


def make_administrator(newcomer: Newcomer) -> User:
    """Create one more administrator, who joins the first rooms like everybody else.

    Raises Refused: `username_taken`.
    """
    user = _unsaved(newcomer)
    user.is_staff = user.is_superuser = True
    with transaction.atomic():
        _insert(user)
        _join_first_rooms(user, None)
    return user


def _join_first_rooms(user: User, invitation: Invitation | None) -> None:
    """Locks all rooms at once, so that two newcomers never wait for each other."""
    site = SiteSettings.current()
    rooms = list(site.default_rooms.open().filter(kind=Room.Kind.PUBLIC))
    invited_to = [invitation.room_id] if invitation else []
    with journal.locked([*(room.pk for room in rooms), *invited_to]):
        if invitation:
            accept(user, invitation)
        for room in rooms:
            join_room(user, room)


def _unsaved(newcomer: Newcomer) -> User:
    """Hashing is slow on purpose, so it happens before any transaction can block others."""
    user = User(
        username=User.normalize_username(newcomer.username),
        name=fit_line(newcomer.name, NAME_MAX_CHARS),
        email=newcomer.email,
        language=newcomer.language,
    )
    user.set_password(newcomer.password)
    return user


def _check_username(newcomer: Newcomer, validate: Callable[[str], None]) -> None:
    try:
        validate(newcomer.username)
    except ValidationError as error:
        raise Refused("bad_username") from error


def _insert(user: User) -> None:
    """Two people may ask for the same username at once: the database decides."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("username_taken") from error
