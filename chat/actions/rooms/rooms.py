"""Making rooms, and changing what they are; each change stands in the room's history."""

from django.db import transaction
from django.utils import timezone

from chat.actions.messages.text import fit_line, fit_name
from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import authority_of, held_by_keeper, require_authority
from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.actions.rooms.addresses import public_slug, secret_slug
from chat.actions.rooms.locked_room import Place, held, held_by_desk
from chat.actions.rooms.membership_rows import end_links, seat
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
    """Make a public or private room that its creator owns, and return it.

    Raises Refused: `bad_text`, `empty` (the name shows nothing), `too_long`, `muted`, `direct`
    (such conversations are opened by `open_direct`).
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
        _seat_owner(creator, room)
    return room


def _seat_owner(creator: User, room: Room) -> None:
    with journal.locked([room.pk]) as heads:
        joined = Place(heads, room, creator, None).draft(Message.Kind.JOINED)
        seat(heads, room, [creator.pk], [joined], role=Role.OWNER)


def rename_room(user: User, room: Room, name: str) -> None:
    """Give the room another name; its address stays.

    Raises Refused: `bad_text`, `empty`, `too_long`, `not_found`, `direct`, `not_member`,
    `archived`, `forbidden`, `muted`.
    """
    name = fit_name(name, ROOM_NAME_MAX_CHARS)
    with held(user, room) as place:
        place.require_open(Membership.may_moderate)
        _rename(place, name)


def describe_room(user: User, room: Room, description: str) -> None:
    """Say anew what the room is about.

    Raises Refused: `bad_text`, `too_long`, `not_found`, `direct`, `not_member`, `archived`,
    `forbidden`, `muted`.
    """
    description = fit_line(description, DESCRIPTION_MAX_CHARS)
    with held(user, room) as place:
        place.require_open(Membership.may_moderate)
        _describe(place, description)


def relabel_room(administrator: User, room: Room, name: str, description: str) -> None:
    """Change name and description for the admin, which has its own rules about who may.

    Raises Refused: `bad_text`, `empty`, `too_long`, `direct`, `archived`.
    """
    name = fit_name(name, ROOM_NAME_MAX_CHARS)
    description = fit_line(description, DESCRIPTION_MAX_CHARS)
    with held_by_desk(administrator, room) as place:
        if place.room.is_direct:
            raise Refused("direct")
        place.check_open()
        _rename(place, name)
        _describe(place, description)


def make_public(user: User, room: Room) -> None:
    """Open the room to everybody; what was said before stays with those who were there.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with held(user, room) as place:
        place.require_open(Membership.may_manage)
        if place.room.is_public:
            return
        place.room.kind, place.room.open_from = Room.Kind.PUBLIC, place.head
        _store(place, Message.Kind.MADE_PUBLIC, "kind", "open_from")


def make_private(user: User, room: Room) -> None:
    """Close the room to all but its members; links of those who may no longer invite end.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with held(user, room) as place:
        place.require_open(Membership.may_manage)
        if not place.room.is_public:
            return
        place.room.kind = Room.Kind.PRIVATE
        _store(place, Message.Kind.MADE_PRIVATE, "kind")
        plain = Membership.objects.filter(room=place.room, role=Role.MEMBER).values("user")
        end_links(Invitation.objects.filter(room=place.room, created_by__in=plain))


def set_history(user: User, room: Room, history: str) -> None:
    """Choose what those who join the room while it is private see of the time before.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with held(user, room) as place:
        place.require_open(Membership.may_manage)
        if place.room.history == history:
            return
        place.room.history = history
        _store(place, Message.Kind.HISTORY_CHANGED, "history", body=history)


def archive_room(user: User, room: Room) -> None:
    """End the conversation; the room can be read and nothing in it changes.

    Raises Refused: `not_found`, `direct`, `not_member`, `forbidden`, `muted`.
    """
    with held_by_keeper(user, room, "may_manage") as place:
        if place.room.is_archived:
            return _confirm(place, "archive", "archived_with")
        place.room.archived_at = timezone.now()
        place.room.archived_with = authority_of(user)
        _store(place, Message.Kind.ARCHIVED, "archived_at", "archived_with")
        record(user, "archive", Note(room=place.room))


def reopen_room(user: User, room: Room) -> None:
    """Let the conversation of an archived room go on.

    Raises Refused: `not_found`, `direct`, `not_member`, `forbidden`, `muted`, `place_only` (the
    moderators of the place have archived it).
    """
    with held_by_keeper(user, room, "may_manage") as place:
        if not place.room.is_archived:
            return
        require_authority(user, place.room.archived_with)
        place.room.archived_at = None
        _store(place, Message.Kind.REOPENED, "archived_at")
        record(user, "reopen", Note(room=place.room))


def lock_room(user: User, room: Room, reason: str = "") -> None:
    """Let only those who keep order write in the room; a locked one stays as it is.

    What a moderator of the place locks, once more or not, only they unlock. Raises Refused:
    `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with held_by_keeper(user, room, "may_moderate") as place:
        place.check_open()
        if place.room.is_locked:
            return _confirm(place, "lock", "locked_with", reason)
        place.room.locked_at = timezone.now()
        place.room.locked_with = authority_of(user)
        _store(place, Message.Kind.LOCKED, "locked_at", "locked_with")
        record(user, "lock", Note(room=place.room, reason=reason))


def unlock_room(user: User, room: Room, reason: str = "") -> None:
    """Let all members write again.

    Raises Refused: `place_only` (the moderators of the place have locked it), and as `lock_room`.
    """
    with held_by_keeper(user, room, "may_moderate") as place:
        place.check_open()
        if not place.room.is_locked:
            return
        require_authority(user, place.room.locked_with)
        place.room.locked_at = None
        _store(place, Message.Kind.UNLOCKED, "locked_at")
        record(user, "unlock", Note(room=place.room, reason=reason))


def slow_room(user: User, room: Room, seconds: int, reason: str = "") -> None:
    """Let each member write once in so many seconds, up to six hours; 0 ends it.

    Those who keep order are exempt. Raises Refused: `bad_time`, `place_only` (the moderators of
    the place have chosen another pace), and as `lock_room`.
    """
    if not 0 <= seconds <= SLOW_SECONDS_MAX:
        raise Refused("bad_time")
    with held_by_keeper(user, room, "may_moderate") as place:
        place.check_open()
        before = place.room.slow_seconds
        if before == seconds:
            return _confirm(place, "slow", "slowed_with", reason) if seconds else None
        if before:
            require_authority(user, place.room.slowed_with)
        place.room.slow_seconds, place.room.slowed_with = seconds, authority_of(user)
        fields = ("slow_seconds", "slowed_with")
        _store(place, Message.Kind.SLOWED, *fields, body=str(seconds))
        was, now = {"seconds": before}, {"seconds": seconds}
        record(user, "slow", Note(room=place.room, reason=reason, before=was, after=now))


def _confirm(place: Place, act: str, field: str, reason: str = "") -> None:
    """What a room has laid on itself, and now the place as well, is the place's to take back."""
    lesser = Room.objects.filter(pk=place.room.pk, **{field: Authority.ROOM})
    if authority_of(place.user) == Authority.PLACE and lesser.update(**{field: Authority.PLACE}):
        record(place.user, act, Note(room=place.room, reason=reason))


def _rename(place: Place, name: str) -> None:
    if place.room.name == name:
        return
    place.room.name = name
    _store(place, Message.Kind.RENAMED, "name", body=place.room.name)


def _describe(place: Place, description: str) -> None:
    if place.room.description == description:
        return
    place.room.description = description
    _store(place, Message.Kind.DESCRIBED, "description", body=description)


def _store(place: Place, kind: str, *fields: str, body: str = "") -> None:
    place.room.save(update_fields=fields)
    place.tell(kind, body)
    user_events.room_changed(place.room.pk)
