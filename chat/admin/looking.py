"""What the desk may show of a conversation and of a person; looks into private rooms are logged."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from chat import open_sockets
from chat.actions.looks import look
from chat.models import AuditEntry, Case, Membership, Message, Report, Sanction, User
from chat.models.message import SAID
from chat.web.user_agents import described

BEFORE, AFTER = 8, 8
SHOWN_ENTRIES = 30


def around(user: User, case: Case) -> list[Message]:
    """Return the conversation around a case; in a private room only what was reported.

    Unless the administrators have switched on that they may look: then it is written down.
    """
    message = case.message
    if not message.room.is_public and not look(user, message):
        return [message]
    said = Message.objects.in_room(message.room_id, _floor(message)).filter(kind__in=SAID)
    before = said.page_before(message.seq, BEFORE)
    return [*before, *said.page_after(message.seq - 1, AFTER + 1)]


def _floor(message: Message) -> int:
    """What was said while a public room was private stays where it was."""
    return message.room.open_from if message.room.is_public else 0


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody is signed in, and how many pages they have open there now."""

    session: Any
    open_count: int

    @property
    def words(self) -> str:
        """Browser and system."""
        return described(self.session.user_agent)


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


def record_of(person: User) -> Record:
    """Return it; rooms that are not public are left out."""
    rooms = Membership.objects.filter(user=person, room__kind="public").select_related("room")
    return Record(
        sanctions=list(person.sanctions.select_related("room", "created_by").order_by("-pk")),
        cases=Case.objects.filter(message__author=person).count(),
        reports_made=Report.objects.filter(reporter=person).count(),
        messages=Message.objects.filter(author=person, kind__in=SAID).count(),
        rooms=list(rooms.order_by("room__name")[:SHOWN_ENTRIES]),
        devices=_devices(person),
        open_count=open_sockets.of(person.pk).total(),
        entries=list(AuditEntry.objects.filter(subject_id=person.pk)[:SHOWN_ENTRIES]),
    )


def _devices(person: User) -> list[Device]:
    """Those with open pages first."""
    sessions = apps.get_model("usersessions", "UserSession")._default_manager
    lately = sessions.filter(user=person).order_by("-last_seen_at")[:SHOWN_ENTRIES]
    is_open = open_sockets.of(person.pk)
    devices = [Device(one, is_open[open_sockets.device(one.session_key)]) for one in lately]
    return sorted(devices, key=lambda device: not device.open_count)
