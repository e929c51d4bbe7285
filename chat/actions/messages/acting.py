"""Acting on a message that stands: once, under the lock, found through the person who acts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from django.db import transaction

from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Deed, Membership, Message, Room, RoomHead, User
from chat.models.messages.message import SAID

NO_CHANGE = 0
"""The number of what has changed nothing in a room."""


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
    """A message, and its room's head, which is locked, and the membership of who acts."""

    head: RoomHead
    membership: Membership
    message: Message


def once(act: Act, do: Callable[[Target], bool], *what: str) -> Stored:
    """Do something to a message under the lock on its room, unless this very act was done before.

    `do` returns whether it changed anything; `what` says in words what is done. An act that is
    repeated is answered as it was the first time, whatever has changed since, and undoes nothing
    that came after it. Raises Refused: `not_found`, `not_member`, `archived`, `not_editable`, and
    what `do` raises; `nonce_reused` for the nonce of another act.
    """
    digest = _digest(what)
    with journal.locked([act.room_id], among=[act.user_id]) as heads:
        if done := _done(act, digest):
            return done
        found = target_of(heads, act)
        has_changed = do(found)
        message = found.message
        _remember(act, message.changed_seq, digest)
    return Stored(act.room_id, act.nonce, message.pk, message.changed_seq, not has_changed)


def once_in_private(act: Act, do: Callable[[], bool], *what: str) -> Stored:
    """Do something about a message that only this person sees, unless this act was done before.

    The door of acts whose audience is their own person: no lock on the room, no number of its log,
    and so `seq` is 0. What the person does in private is done one thing at a time. `do` finds what
    it needs by itself, and returns whether it changed anything. Raises Refused what `do` raises,
    `not_found` for a closed account, and `nonce_reused` for the nonce of another act.
    """
    digest = _digest(what)
    with transaction.atomic():
        hold_person(act.user_id)
        if done := _done(act, digest):
            return done
        has_changed = do()
        _remember(act, NO_CHANGE, digest)
    return Stored(act.room_id, act.nonce, act.message_id, NO_CHANGE, not has_changed)


def hold_person(user_id: int) -> None:
    """Let what this person does in private wait for the end of the transaction.

    Raises Refused (`not_found`) when they have no open account.
    """
    own = User.objects.select_for_update(no_key=True).filter(pk=user_id, is_active=True)
    if not own.values_list("pk", flat=True).first():
        raise Refused("not_found")


def _digest(what: Iterable[str]) -> str:
    words = "\0".join(what).encode(errors="surrogatepass")
    return blake2b(words, digest_size=16).hexdigest()


def _done(act: Act, digest: str) -> Stored | None:
    """What whoever repeats the act is told: their own nonces only, so nobody learns more by it."""
    deeds = Deed.objects.filter(room_id=act.room_id, author_id=act.user_id, nonce=act.nonce)
    deed = deeds.first()
    if deed is None:
        return None
    if deed.message_id is not None and (deed.message_id, deed.digest) != (act.message_id, digest):
        raise Refused("nonce_reused")
    return Stored(act.room_id, act.nonce, act.message_id, deed.seq, duplicate=True)


def _remember(act: Act, seq: int, digest: str) -> None:
    Deed.objects.create(
        room_id=act.room_id,
        author_id=act.user_id,
        nonce=act.nonce,
        message_id=act.message_id,
        seq=seq,
        digest=digest,
    )


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
    return Target(heads[act.room_id], membership, message)


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
