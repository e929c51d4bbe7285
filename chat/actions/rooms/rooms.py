"""Creating and changing rooms; each change is a line in the room's history."""

from django.db import transaction
from django.utils import timezone

from chat.actions.messages.text import fit_line, fit_name
from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import (
    authority_of,
    locked_room_with_right,
    require_authority,
)
from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.actions.rooms.addresses import public_slug, secret_slug
from chat.actions.rooms.locked_room import LockedRoom, locked_room, locked_room_for_desk
from chat.actions.rooms.membership_rows import add_memberships, end_links
from chat.log import journal, user_events
from chat.models import Authority, Invitation, Membership, Message, Room, User
from chat.models.rooms.membership import Role
from chat.models.rooms.room import DESCRIPTION_MAX_CHARS, ROOM_NAME_MAX_CHARS

SLOW_SECONDS_MAX = 6 * 60 * 60


def create_room(
    creator: User,
    name: str,
    description: str = "",
    kind: str = Room.Kind.PUBLIC,
    history: str = Room.History.ALL,
) -> Room:
    """Create a public or private room owned by its creator, and return it.

    Raises Refused: `bad_text`, `empty` (the name shows nothing), `too_long`, `muted`, `direct`
    (`open_direct` opens such conversations).
    """
    name = fit_name(name, ROOM_NAME_MAX_CHARS)
    about = fit_line(description, DESCRIPTION_MAX_CHARS)
    if kind == Room.Kind.DIRECT:
        raise Refused("direct")
    check_unmuted(creator)
    room = Room(name=name, description=about, kind=kind, history=history, created_by=creator)
    with transaction.atomic():
        journal.hold_site()
        room.slug = public_slug(name) if room.is_public else secret_slug()
        room.save(force_insert=True)
        journal.open_log(room)
        _add_owner(creator, room)
    return room


def _add_owner(creator: User, room: Room) -> None:
    with journal.locked([room.pk]) as heads:
        joined = LockedRoom(heads, room, creator, None).draft(Message.Kind.JOINED)
        add_memberships(heads, room, [creator.pk], [joined], role=Role.OWNER)


def rename_room(user: User, room: Room, name: str) -> None:
    """Rename the room; its address stays.

    Raises Refused: `bad_text`, `empty`, `too_long`, `not_found`, `direct`, `not_member`,
    `archived`, `forbidden`, `muted`.
    """
    name = fit_name(name, ROOM_NAME_MAX_CHARS)
    with locked_room(user, room) as locked:
        locked.require_open(Membership.may_moderate)
        _rename(locked, name)


def describe_room(user: User, room: Room, description: str) -> None:
    """Change the room's description.

    Raises Refused: `bad_text`, `too_long`, `not_found`, `direct`, `not_member`, `archived`,
    `forbidden`, `muted`.
    """
    description = fit_line(description, DESCRIPTION_MAX_CHARS)
    with locked_room(user, room) as locked:
        locked.require_open(Membership.may_moderate)
        _describe(locked, description)


def relabel_room(administrator: User, room: Room, name: str, description: str) -> None:
    """Change name and description for the admin, which has its own permissions.

    Raises Refused: `bad_text`, `empty`, `too_long`, `direct`, `archived`.
    """
    name = fit_name(name, ROOM_NAME_MAX_CHARS)
    description = fit_line(description, DESCRIPTION_MAX_CHARS)
    with locked_room_for_desk(administrator, room) as locked:
        if locked.room.is_direct:
            raise Refused("direct")
        locked.check_open()
        _rename(locked, name)
        _describe(locked, description)


def make_public(user: User, room: Room) -> None:
    """Open the room to everybody; earlier messages stay visible to its members only.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with locked_room(user, room) as locked:
        locked.require_open(Membership.may_manage)
        if locked.room.is_public:
            return
        locked.room.kind, locked.room.open_from = Room.Kind.PUBLIC, locked.head
        _store(locked, Message.Kind.MADE_PUBLIC, "kind", "open_from")


def make_private(user: User, room: Room) -> None:
    """Close the room to all but its members, and revoke links of those who may no longer invite.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with locked_room(user, room) as locked:
        locked.require_open(Membership.may_manage)
        if not locked.room.is_public:
            return
        locked.room.kind = Room.Kind.PRIVATE
        _store(locked, Message.Kind.MADE_PRIVATE, "kind")
        plain = Membership.objects.filter(room=locked.room, role=Role.MEMBER).values("user")
        end_links(Invitation.objects.filter(room=locked.room, created_by__in=plain))


def set_history(user: User, room: Room, history: str) -> None:
    """Choose what people who join the room while it is private see of its past.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with locked_room(user, room) as locked:
        locked.require_open(Membership.may_manage)
        if locked.room.history == history:
            return
        locked.room.history = history
        _store(locked, Message.Kind.HISTORY_CHANGED, "history", body=history)


def archive_room(user: User, room: Room) -> None:
    """Archive the room: it can be read, but not changed.

    Raises Refused: `not_found`, `direct`, `not_member`, `forbidden`, `muted`.
    """
    with locked_room_with_right(user, room, "may_manage") as locked:
        if locked.room.is_archived:
            return _confirm(locked, "archive", "archived_with")
        locked.room.archived_at = timezone.now()
        locked.room.archived_with = authority_of(user)
        _store(locked, Message.Kind.ARCHIVED, "archived_at", "archived_with")
        record(user, "archive", Note(room=locked.room))


def reopen_room(user: User, room: Room) -> None:
    """Reopen an archived room.

    Raises Refused: `not_found`, `direct`, `not_member`, `forbidden`, `muted`, `place_only` (a
    moderator of the place archived it).
    """
    with locked_room_with_right(user, room, "may_manage") as locked:
        if not locked.room.is_archived:
            return
        require_authority(user, locked.room.archived_with)
        locked.room.archived_at = None
        _store(locked, Message.Kind.REOPENED, "archived_at")
        record(user, "reopen", Note(room=locked.room))


def lock_room(user: User, room: Room, reason: str = "") -> None:
    """Let only moderators write in the room.

    What a moderator of the place locks, even if it is locked already, only they can unlock. Raises
    Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with locked_room_with_right(user, room, "may_moderate") as locked:
        locked.check_open()
        if locked.room.is_locked:
            return _confirm(locked, "lock", "locked_with", reason)
        locked.room.locked_at = timezone.now()
        locked.room.locked_with = authority_of(user)
        _store(locked, Message.Kind.LOCKED, "locked_at", "locked_with")
        record(user, "lock", Note(room=locked.room, reason=reason))


def unlock_room(user: User, room: Room, reason: str = "") -> None:
    """Let all members write again.

    Raises Refused: `place_only` (a moderator of the place locked it), and as `lock_room`.
    """
    with locked_room_with_right(user, room, "may_moderate") as locked:
        locked.check_open()
        if not locked.room.is_locked:
            return
        require_authority(user, locked.room.locked_with)
        locked.room.locked_at = None
        _store(locked, Message.Kind.UNLOCKED, "locked_at")
        record(user, "unlock", Note(room=locked.room, reason=reason))


def slow_room(user: User, room: Room, seconds: int, reason: str = "") -> None:
    """Let each member write once in so many seconds, up to six hours; 0 ends it.

    Moderators are exempt. Raises Refused: `bad_time`, `place_only` (a moderator of the place set
    another pace), and as `lock_room`.
    """
    if not 0 <= seconds <= SLOW_SECONDS_MAX:
        raise Refused("bad_time")
    with locked_room_with_right(user, room, "may_moderate") as locked:
        locked.check_open()
        before = locked.room.slow_seconds
        if before == seconds:
            return _confirm(locked, "slow", "slowed_with", reason) if seconds else None
        if before:
            require_authority(user, locked.room.slowed_with)
        locked.room.slow_seconds, locked.room.slowed_with = seconds, authority_of(user)
        fields = ("slow_seconds", "slowed_with")
        _store(locked, Message.Kind.SLOWED, *fields, body=str(seconds))
        was, now = {"seconds": before}, {"seconds": seconds}
        record(user, "slow", Note(room=locked.room, reason=reason, before=was, after=now))


def _confirm(locked: LockedRoom, act: str, field: str, reason: str = "") -> None:
    """Once the place confirms what a room has done, only the place can undo it."""
    by_room = Room.objects.filter(pk=locked.room.pk, **{field: Authority.ROOM})
    if authority_of(locked.user) == Authority.PLACE and by_room.update(**{field: Authority.PLACE}):
        record(locked.user, act, Note(room=locked.room, reason=reason))


def _rename(locked: LockedRoom, name: str) -> None:
    if locked.room.name == name:
        return
    locked.room.name = name
    _store(locked, Message.Kind.RENAMED, "name", body=locked.room.name)


def _describe(locked: LockedRoom, description: str) -> None:
    if locked.room.description == description:
        return
    locked.room.description = description
    _store(locked, Message.Kind.DESCRIBED, "description", body=description)


def _store(locked: LockedRoom, kind: str, *fields: str, body: str = "") -> None:
    locked.room.save(update_fields=fields)
    locked.add_line(kind, body)
    user_events.room_changed(locked.room.pk)
