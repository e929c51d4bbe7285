"""Who may moderate what: a room's moderators that room, those of the place every room."""

from collections.abc import Iterator
from contextlib import contextmanager

from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import LockedRoom, locked_room, locked_room_for_desk
from chat.log import journal
from chat.models import Authority, Case, Membership, Message, Room, User, Version

MODERATE = "chat.moderate"


def moderates_place(user: User) -> bool:
    """Return whether this person moderates the whole place, as the database has it now."""
    fresh = User.objects.filter(pk=user.pk, is_active=True, is_staff=True).first()
    return fresh is not None and fresh.has_perm(MODERATE)


def authority_of(actor: User | None) -> Authority:
    """Return the authority this person acts with; Hiroba itself acts with that of the place."""
    of_place = actor is None or moderates_place(actor)
    return Authority.PLACE if of_place else Authority.ROOM


def require_authority(actor: User, authority: str) -> None:
    """Raise Refused (`place_only`) unless this person may undo acts of that authority."""
    if authority == Authority.PLACE and not moderates_place(actor):
        raise Refused("place_only")


def require_over(actor: User, person: User) -> None:
    """Raise Refused unless a moderator of the place may act on this person.

    `yourself`; `forbidden` without the right to moderate the place, and against staff unless the
    actor is an administrator; `unknown_person` for a deleted account; `muted` everywhere.
    """
    if actor.pk == person.pk:
        raise Refused("yourself")
    if person.is_gone:
        raise Refused("unknown_person")
    if not moderates_place(actor):
        raise Refused("forbidden")
    theirs = User.objects.get(pk=person.pk)
    if (theirs.is_staff or theirs.is_superuser) and not User.objects.get(pk=actor.pk).is_superuser:
        raise Refused("forbidden")
    check_unmuted(actor)


def require_over_member(locked: LockedRoom, person: User) -> None:
    """Raise Refused unless the actor outranks this person in the room.

    `yourself`, `direct`, `not_member`, `forbidden`, `muted`. Moderators of the place outrank
    everybody but staff; every moderator of the room outranks whoever is not a member.
    """
    if moderates_place(locked.user):
        return require_over(locked.user, person)
    mine = locked.require(Membership.may_moderate)
    if locked.user.pk == person.pk:
        raise Refused("yourself")
    theirs = Membership.objects.filter(room=locked.room, user=person).first()
    if theirs is not None and theirs.moderates and not (mine.owns and not theirs.owns):
        raise Refused("forbidden")


def require_over_message(actor: User, message: Message) -> None:
    """Raise Refused (`not_found`, `forbidden`, `muted`) unless this person may moderate it.

    In private rooms and conversations, moderators of the place may act only on what was reported
    and on what they have hidden. Call it under the room lock.
    """
    if moderates_place(actor) and (message.room.is_public or _concerns_place(message)):
        return check_unmuted(actor)
    mine = Membership.objects.filter(room_id=message.room_id, user=actor, user__is_active=True)
    membership = mine.select_related("room").first()
    if membership is not None and membership.may_moderate():
        return check_unmuted(actor, membership)
    can_see = membership is not None or message.room.is_public
    raise Refused("forbidden" if can_see else "not_found")


def _concerns_place(message: Message) -> bool:
    hidden = Version.objects.filter(message=message, hidden_with=Authority.PLACE)
    return Case.objects.filter(message=message).exists() or hidden.exists()


@contextmanager
def locked_room_of_message(actor: User, message: Message) -> Iterator[LockedRoom]:
    """Lock the room of a message that this person may moderate.

    Raises Refused: `not_found`, `forbidden`, `muted`.
    """
    with journal.locked([message.room_id]) as heads:
        require_over_message(actor, message)
        yield LockedRoom(heads, Room.objects.get(pk=message.room_id), actor, None)


@contextmanager
def locked_room_with_right(user: User, room: Room, right: str) -> Iterator[LockedRoom]:
    """Lock a room in which this person has the right (`may_moderate`, `may_manage`).

    Moderators of the place have it in every room except direct conversations, and lose it while
    they are muted everywhere. Raises Refused: `not_found`, `direct`, `not_member`, `forbidden`,
    `muted`.
    """
    if moderates_place(user):
        with locked_room_for_desk(user, room) as locked:
            if locked.room.is_direct:
                raise Refused("direct")
            check_unmuted(user)
            yield locked
        return
    with locked_room(user, room) as locked:
        locked.require(getattr(Membership, right))
        yield locked
