"""Acting on a message that stands: finding it under the lock, through the person who acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from chat.actions.refusal import Refused
from chat.models import Deed, Membership, Message, Room, RoomHead, User
from chat.models.message import SAID


@dataclass(frozen=True, slots=True)
class Act:
    """Who wants to do something to which message."""

    room_id: int
    user_id: int
    nonce: UUID
    message_id: int


@dataclass(frozen=True, slots=True)
class Stored:
    """Where it stands now. `duplicate`: it stood there before this call.

    `seq` is the place of a new message, and the number of the last change of one that was there.
    """

    room_id: int
    nonce: UUID
    id: int
    seq: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A message, and its room's head, which is locked, and the membership of who acts.

    `repeated`: this very act has been done before; its copy must not undo what came after it.
    """

    head: RoomHead
    membership: Membership
    message: Message
    repeated: bool


def stored(act: Act, message: Message, *, duplicate: bool = False) -> Stored:
    """Return what the one who acted is told."""
    return Stored(act.room_id, act.nonce, message.pk, message.changed_seq, duplicate)


def target_of(heads: Mapping[int, RoomHead], act: Act) -> Target:
    """Return the message of this act. `heads`: from `journal.locked` among the one who acts.

    Raises Refused: `not_found`, `not_member`, `archived`; `not_editable` for what nobody said.
    """
    membership = member(act.room_id, act.user_id)
    if act.room_id not in heads:  # they became a member since the lock was asked for
        raise not_a_member(act.room_id, act.user_id)
    if not membership.may_write():
        raise Refused("archived")
    seen = Message.objects.in_room(act.room_id, membership.visible_from)
    message = seen.filter(pk=act.message_id).first()
    if message is None:
        raise Refused("not_found")
    if message.kind not in SAID:
        raise Refused("not_editable")
    return Target(heads[act.room_id], membership, message, _is_repeated(act))


def _is_repeated(act: Act) -> bool:
    """Whether the act was done before; remembers it, unless it is refused after this."""
    deed = {"room_id": act.room_id, "author_id": act.user_id, "nonce": act.nonce}
    repeated = Deed.objects.filter(**deed).exists()
    if not repeated:
        Deed.objects.create(**deed)
    return repeated


def member(room_id: int, user_id: int) -> Membership:
    """Return the person's membership with its room.

    Raises Refused: `not_member` in a room that they may read, `not_found` in any other: a private
    room is not told from one that does not exist.
    """
    mine = Membership.objects.filter(room_id=room_id, user_id=user_id, user__is_active=True)
    membership = mine.with_voice().first()
    if membership is None:
        raise not_a_member(room_id, user_id)
    return membership


def not_a_member(room_id: int, user_id: int) -> Refused:
    """Return why somebody who is no member may do nothing here."""
    visible = Room.objects.visible_to(User(pk=user_id)).filter(pk=room_id)
    return Refused("not_member" if visible.exists() else "not_found")
