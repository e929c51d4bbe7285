"""Who may keep order over what: the moderators of a room there, those of the place everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import Place, held, held_by_desk
from chat.log import journal
from chat.models import Authority, Case, Membership, Message, Room, User, Version

MODERATE = "chat.moderate"


def moderates_place(user: User) -> bool:
    """Return whether this person keeps order in the whole place; read anew, not remembered."""
    fresh = User.objects.filter(pk=user.pk, is_active=True, is_staff=True).first()
    return fresh is not None and fresh.has_perm(MODERATE)


def authority_of(actor: User | None) -> Authority:
    """Return by what right this person lays something; Hiroba itself has that of the place."""
    of_place = actor is None or moderates_place(actor)
    return Authority.PLACE if of_place else Authority.ROOM


def require_authority(actor: User, laid_with: str) -> None:
    """Raise Refused (`place_only`) unless this person may take back what was laid by that right."""
    if laid_with == Authority.PLACE and not moderates_place(actor):
        raise Refused("place_only")


def require_over(actor: User, person: User) -> None:
    """Raise Refused unless a moderator of the place may act on this person.

    `yourself`; `forbidden` for whoever moderates no place, and for staff, over whom only
    administrators stand; `unknown_person` for an account that was deleted; `muted` everywhere.
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


def require_over_member(place: Place, person: User) -> None:
    """Raise Refused unless the one who acts stands above this person in the room.

    `yourself`, `direct`, `not_member`, `forbidden`, `muted`; moderators of the place stand above
    all but staff. Somebody who is no member is nobody's equal.
    """
    if moderates_place(place.user):
        return require_over(place.user, person)
    mine = place.require(Membership.may_moderate)
    if place.user.pk == person.pk:
        raise Refused("yourself")
    theirs = Membership.objects.filter(room=place.room, user=person).first()
    if theirs is not None and theirs.moderates and not (mine.owns and not theirs.owns):
        raise Refused("forbidden")


def require_over_message(actor: User, message: Message) -> None:
    """Raise Refused (`not_found`, `forbidden`, `muted`) unless this person keeps order over it.

    In private rooms and conversations those of the place may act only on what was reported, and
    on what they have hidden. Called under the lock on the head of the message's room.
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
def held_message(actor: User, message: Message) -> Iterator[Place]:
    """Hold the room of a message over which this person keeps order.

    Raises Refused: `not_found`, `forbidden`, `muted`.
    """
    with journal.locked([message.room_id]) as heads:
        require_over_message(actor, message)
        yield Place(heads, Room.objects.get(pk=message.room_id), actor, None)


@contextmanager
def held_by_keeper(user: User, room: Room, right: str) -> Iterator[Place]:
    """Hold a room in which this person has the right (`may_moderate`, `may_manage`).

    Moderators of the place have it in every room that is no direct conversation, and lose it by a
    mute that holds everywhere. Raises Refused: `not_found`, `direct`, `not_member`, `forbidden`,
    `muted`.
    """
    if moderates_place(user):
        with held_by_desk(user, room) as place:
            if place.room.is_direct:
                raise Refused("direct")
            check_unmuted(user)
            yield place
        return
    with held(user, room) as place:
        place.require(getattr(Membership, right))
        yield place
