"""What the desk may show of a conversation and of a person; looks into private rooms are logged."""

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
    """Return the conversation around a case; of what was said in private only what was reported.

    Unless the administrators have switched on that they may look. Either is written down, but for
    members, who can read it where it was said.
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
    said = Message.objects.in_room(message.room_id, floor).filter(kind__in=SAID)
    before = said.page_before(message.seq, BEFORE)
    return [*before, *said.page_after(message.seq - 1, AFTER + 1)]


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
    """Return what this moderator is told of the person: nothing of rooms that are not theirs.

    Where somebody in the staff is signed in is told to those only who stand over them.
    """
    rooms = person.memberships.filter(room__kind=Room.Kind.PUBLIC).select_related("room")
    said = Message.objects.filter(author=person, kind__in=SAID, room__kind=Room.Kind.PUBLIC)
    sanctions = sanctions_for(user).filter(user=person).select_related("room", "created_by")
    is_told = user.is_superuser or not (person.is_staff or person.is_superuser)
    return Record(
        sanctions=list(sanctions.order_by("-pk")),
        cases=cases_for(user).filter(message__author=person).count(),
        reports_made=Report.objects.filter(reporter=person).count(),
        messages=said.filter(seq__gt=F("room__open_from")).count(),
        rooms=list(rooms.order_by("room__name")[:SHOWN_ENTRIES]),
        devices=_devices(person) if is_told else [],
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
