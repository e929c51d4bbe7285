"""Events about people rather than one room: profiles, access, sign-outs.

They work like the journal: written in the transaction of the change, then rung; each process
finds those it has missed by asking the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chat.log import doorbell
from chat.models import Bookmark, Membership, Notice, PeopleHead, Room, User

LOOK_BACK = timedelta(seconds=60)
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far somebody has read a room, and how much follows up to `head`."""

    room_id: int
    read_seq: int
    unread: int
    mentions: int
    head: int

    def facts(self) -> dict[str, Any]:
        """Return the fields of the frame `read`."""
        return {
            "room": self.room_id,
            "read_seq": self.read_seq,
            "unread": self.unread,
            "mentions": self.mentions,
            "head": self.head,
        }


# --- Published by actions -------------------------------------------------------------------


def access_changed(user_ids: Iterable[int]) -> None:
    """Make these people's open pages reload their rooms: memberships, mutes, blocks."""
    _publish(Notice(user_id=user_id, kind=Notice.Kind.STANDING) for user_id in set(user_ids))


def room_changed(room_id: int) -> None:
    """Make the open pages of a room's members reload their rooms."""
    members = Membership.objects.filter(room_id=room_id)
    access_changed(members.values_list("user_id", flat=True))


def signed_out(user_id: int) -> None:
    """Make every process check the person's sockets and close those whose session has ended."""
    _publish([Notice(user_id=user_id, kind=Notice.Kind.SIGNED_OUT)])


def person_changed(user: User) -> None:
    """Number this person's change in the log of people, so that every page shows it.

    Call it in the transaction that changed the person.
    """
    with transaction.atomic():
        PeopleHead.objects.get_or_create(pk=1)
        head = PeopleHead.objects.select_for_update().get(pk=1)
        head.seq += 1
        head.save(update_fields=["seq"])
        User.objects.filter(pk=user.pk).update(changed_seq=head.seq)
        transaction.on_commit(partial(doorbell.ring, {doorbell.PEOPLE: head.seq}), robust=True)


def account_turned(user: User) -> None:
    """Show that the person's account was closed or opened, also where that leaves others alone.

    In a direct conversation one writes only while somebody else has an open account.
    """
    person_changed(user)
    direct = Membership.objects.filter(room__kind=Room.Kind.DIRECT, room__memberships__user=user)
    access_changed(direct.exclude(user=user).values_list("user_id", flat=True))


def has_read(user_id: int, reading: Reading) -> None:
    """Tell the person's other pages. A page that misses it catches up at the next `welcome`."""
    payload = {"user": user_id} | reading.facts()
    transaction.on_commit(partial(doorbell.tell_ephemeral, "read", payload), robust=True)


def bookmarked(bookmark: Bookmark, *, is_kept: bool) -> None:
    """Tell the person's own pages that a message is kept, or no more; never what its note says.

    Whoever misses it is right again at the next `welcome`.
    """
    payload = {"user": bookmark.user_id, "room": bookmark.room_id, "id": bookmark.message_id}
    payload |= {"bookmarked": is_kept}
    transaction.on_commit(partial(doorbell.tell_ephemeral, "bookmark", payload), robust=True)


def not_posted(user_id: int, room_id: int, nonce: UUID) -> None:
    """Tell the author's open pages that their held message was rejected.

    A page that misses it asks by the nonce, as for any message.
    """
    payload = {"user": user_id, "room": room_id, "nonce": str(nonce)}
    transaction.on_commit(partial(doorbell.tell_ephemeral, "not posted", payload), robust=True)


def waiting_changed() -> None:
    """Tell the pages of the staff that the number of open cases or held messages has changed.

    A page that misses it asks again when it comes into view.
    """
    transaction.on_commit(partial(doorbell.tell_ephemeral, "waiting", {}), robust=True)


def banned(user_id: int) -> None:
    """Close the sockets of somebody who was just banned."""
    _publish([Notice(user_id=user_id, kind=Notice.Kind.BANNED)])


def site_changed() -> None:
    """Make every process reload the site settings now; each also does so by itself."""
    transaction.on_commit(partial(doorbell.tell_ephemeral, "site", {}), robust=True)


def _publish(events: Iterable[Notice]) -> None:
    if Notice.objects.bulk_create(events):
        transaction.on_commit(partial(doorbell.tell_ephemeral, "notices", {}), robust=True)


def forget_old() -> None:
    """Delete the events that every process has long since seen."""
    Notice.objects.filter(created_at__lt=timezone.now() - KEPT).delete()


# --- Read by processes ----------------------------------------------------------------------


def people_head() -> int:
    """Return the last number of the log of people."""
    return PeopleHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def people_since(after: int, upto: int, limit: int) -> list[User]:
    """Return up to `limit` people whose last change is in (after, upto], in that order."""
    changed = User.objects.filter(changed_seq__gt=after, changed_seq__lte=upto)
    return list(changed.order_by("changed_seq")[:limit])


def since(moment: datetime) -> list[Notice]:
    """Return the events from a minute before this moment on, oldest first.

    Rows become visible in another order than their ids, hence the minute; callers drop the events
    that they have seen.
    """
    return list(Notice.objects.filter(created_at__gt=moment - LOOK_BACK).order_by("pk"))
