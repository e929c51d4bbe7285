"""What the desk shows of conversations and people; looks into private rooms are recorded."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F

from chat import open_sockets
from chat.actions.moderation.audit import may_look_around, record_look
from chat.admin.desk.private import entries_for, is_private, knowledge_of, sanctions_for
from chat.models import AuditEntry, Case, Membership, Message, Report, Room, Sanction, User
from chat.models.messages.message import SAID
from chat.web.account.user_agents import device_name
from chat.web.moderation.waiting import cases_for

BEFORE, AFTER = 8, 8
SHOWN_ENTRIES = 30


def around(user: User, case: Case) -> list[Message]:
    """Return the conversation around a case; of private rooms only the reported message.

    Administrators see the conversation if the rules allow it. Either look is recorded, except for
    members of the room, who can read it anyway.
    """
    message = case.message
    if not is_private(message):
        return _conversation(message, message.room.open_from)
    if may_look_around(user, message):
        return _conversation(message, 0)
    if not knowledge_of(user).reads(message):
        record_look(user, message)
    return [message]


def _conversation(message: Message, floor: int) -> list[Message]:
    messages = Message.objects.in_room(message.room_id, floor).filter(kind__in=SAID)
    before = messages.page_before(message.seq, BEFORE)
    return [*before, *messages.page_after(message.seq - 1, AFTER + 1)]


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody is signed in, and how many pages they have open there now."""

    session: Any
    open_count: int

    @property
    def words(self) -> str:
        """Browser and system."""
        return device_name(self.session.user_agent)


@dataclass(frozen=True, slots=True)
class Record:
    """What moderators know of one person."""

    sanctions: list[Sanction]
    cases: int
    reports_made: int
    messages: int
    rooms: list[Membership]
    devices: list[Device]
    open_count: int
    entries: list[AuditEntry]


def record_of(user: User, person: User) -> Record:
    """Return what this moderator may know of the person: nothing from private rooms of others.

    Only administrators see the devices of staff.
    """
    rooms = person.memberships.filter(room__kind=Room.Kind.PUBLIC).select_related("room")
    messages = Message.objects.filter(author=person, kind__in=SAID, room__kind=Room.Kind.PUBLIC)
    sanctions = sanctions_for(user).filter(user=person).select_related("room", "created_by")
    may_see_devices = user.is_superuser or not (person.is_staff or person.is_superuser)
    return Record(
        sanctions=list(sanctions.order_by("-pk")),
        cases=cases_for(user).filter(message__author=person).count(),
        reports_made=Report.objects.filter(reporter=person).count(),
        messages=messages.filter(seq__gt=F("room__open_from")).count(),
        rooms=list(rooms.order_by("room__name")[:SHOWN_ENTRIES]),
        devices=_devices(person) if may_see_devices else [],
        open_count=open_sockets.of(person.pk).total(),
        entries=list(entries_for(user).filter(subject_id=person.pk)[:SHOWN_ENTRIES]),
    )


def _devices(person: User) -> list[Device]:
    """Those with open pages first."""
    sessions = apps.get_model("usersessions", "UserSession")._default_manager
    lately = sessions.filter(user=person).order_by("-last_seen_at")[:SHOWN_ENTRIES]
    is_open = open_sockets.of(person.pk)
    devices = [Device(one, is_open[open_sockets.device(one.session_key)]) for one in lately]
    return sorted(devices, key=lambda device: not device.open_count)
