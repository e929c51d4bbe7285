"""What is private, and what of it somebody at the desk may know.

Administrators know the names of private rooms. Whoever else moderates the place knows of them what
was reported or held. Nobody reads what was said there but members and by a look that is logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from chat.models import AuditEntry, Case, Membership, Message, Room, Sanction, User

OF_THE_DESK = ("case_closed", "case_reopened", "held_posted", "held_rejected", "look")


def is_private(message: Message) -> bool:
    """Return whether it was said among the members of a room, which may be public by now."""
    return not message.room.is_public or message.seq <= message.room.open_from


def public_messages() -> Q:
    """Return what finds the cases about words that were said in public."""
    return Q(message__room__kind=Room.Kind.PUBLIC, message__seq__gt=F("message__room__open_from"))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What one person knows of rooms without a look: `floors` are those of their own rooms."""

    user: User
    floors: Mapping[int, int]

    def reads(self, message: Message) -> bool:
        """Return whether they may read the message as everybody, or as a member."""
        floor = self.floors.get(message.room_id)
        return not is_private(message) or (floor is not None and message.seq > floor)

    def name_of(self, room: Room) -> str:
        """Return what the room is called for them."""
        if room.is_public or room.is_direct or room.pk in self.floors or self.user.is_superuser:
            return str(room)
        return _("a private room")


def knowledge_of(user: User) -> Knowledge:
    """Return what this person knows of rooms now."""
    return Knowledge(user, dict(user.memberships.values_list("room", "visible_from")))


def rooms_for(user: User) -> QuerySet[Room]:
    """Return the rooms that the admin tells this person of; direct conversations nobody."""
    rooms = Room.objects.exclude(kind=Room.Kind.DIRECT)
    return rooms if user.is_superuser else rooms.filter(kind=Room.Kind.PUBLIC)


def sanctions_for(user: User) -> QuerySet[Sanction]:
    """Return the sanctions that this person is told of: a private room keeps its own to itself."""
    sanctions = Sanction.objects.all()
    if user.is_superuser:
        return sanctions
    return sanctions.filter(
        Q(room=None) | Q(created_by=user) | _of_own_rooms(user) | _was_public("created_at")
    )


def entries_for(user: User) -> QuerySet[AuditEntry]:
    """Return what of the audit log this person is told of.

    Of private rooms that is what they did themselves and what was reported or held, without the
    room's name, its id and the message's place in it: `shown_room`, `shown_room_id`,
    `shown_message_id` and `shown_seq` are without.
    """
    known = Q(room_id=None) | _of_own_rooms(user) | _was_public("at")
    own_or_of_desk = Q(act__in=OF_THE_DESK) | Q(actor_id=user.pk)
    reported = Q(message_id__in=Case.objects.values("message"))
    is_known = Q(pk__isnull=False) if user.is_superuser else known
    entries = AuditEntry.objects.filter(is_known | own_or_of_desk | reported)
    return entries.annotate(
        shown_room=models.Case(
            When(is_known, then=F("room")),
            When(_is_direct(), then=Value(_("a direct conversation"))),
            default=Value(_("a private room")),
        ),
        **{f"shown_{name}": _only(is_known, name) for name in ("room_id", "message_id", "seq")},
    )


def _only(is_known: Q, name: str) -> models.Case:
    return models.Case(When(is_known, then=F(name)), output_field=models.BigIntegerField())


def _of_own_rooms(user: User) -> Q:
    return Q(room_id__in=Membership.objects.filter(user=user).values("room"))


def _was_public(moment: str) -> Q:
    """What finds rows about a room that was public at this moment of theirs, and still is.

    The line that tells of its opening is the first that everybody sees.
    """
    public = Room.objects.filter(pk=OuterRef("room_id"), kind=Room.Kind.PUBLIC)
    opening = Message.objects.filter(
        room=OuterRef("room_id"), seq=F("room__open_from") + 1, created_at__gte=OuterRef(moment)
    )
    return Q(Exists(public)) & ~Q(Exists(opening))


def _is_direct() -> Exists:
    return Exists(Room.objects.filter(pk=OuterRef("room_id"), kind=Room.Kind.DIRECT))
