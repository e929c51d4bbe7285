"""A room keeps what was said for as long as an administrator has chosen."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from chat.actions.messages.pins import pin
from chat.actions.moderation.takedowns import hide_message
from chat.actions.rooms import retention
from chat.actions.rooms.retention import set_retention
from chat.log import journal
from chat.models import AuditEntry, Mention, Message, Room, User, Version
from tests.acting import act, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeping(lobby, alice) -> Room:
    """The lobby, which keeps what was said for 30 days."""
    set_retention(alice, lobby, 30)
    return lobby


def said_before(days: int, room: Room, person: User, body: str) -> Message:
    message = say(room, person, body)
    moment = timezone.now() - timedelta(days=days)
    Message.objects.filter(pk=message.pk).update(created_at=moment)
    return message


def bodies(room: Room) -> list[str]:
    said = Message.objects.filter(room=room, kind="text").order_by("seq")
    return [message.body for message in said]


def test_what_is_older_than_the_room_keeps_it_is_purged(keeping, alice, bob, capsys):
    old = said_before(31, keeping, bob, "old, @alice")
    said_before(29, keeping, bob, "young")
    call_command("purge_old")
    assert bodies(keeping) == ["", "young"]
    old.refresh_from_db()
    assert old.purged_at
    assert not Mention.objects.filter(message=old).exists()
    assert capsys.readouterr().out == "lobby: 1\n"


def test_open_pages_hear_of_it(keeping, bob):
    old = said_before(31, keeping, bob, "old")
    head = journal.heads([keeping.pk])[keeping.pk]
    call_command("purge_old")
    [change] = journal.since(keeping.pk, head, head + 1, 10)
    assert (change.pk, change.body) == (old.pk, "")


def test_neither_a_pin_nor_hiding_keeps_it_longer(keeping, alice, bob):
    pinned, hidden = (said_before(31, keeping, bob, body) for body in ("pinned", "hidden"))
    pin(act(alice, pinned))
    hide_message(alice, hidden)
    call_command("purge_old")
    assert bodies(keeping) == ["", ""]
    assert not Version.objects.exists()


def test_a_room_without_retention_keeps_everything(lobby, bob, capsys):
    said_before(9_999, lobby, bob, "for ever")
    call_command("purge_old")
    assert bodies(lobby) == ["for ever"]
    assert capsys.readouterr().out == ""


def test_more_than_is_done_at_once_is_purged_to_the_end(keeping, bob, monkeypatch, capsys):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        said_before(31, keeping, bob, f"line {number}")
    call_command("purge_old")
    assert bodies(keeping) == [""] * 5
    assert capsys.readouterr().out == "lobby: 5\n"


def test_a_second_run_changes_nothing(keeping, bob, capsys):
    said_before(31, keeping, bob, "old")
    call_command("purge_old")
    head = journal.heads([keeping.pk])
    capsys.readouterr()
    call_command("purge_old")
    assert journal.heads([keeping.pk]) == head
    assert capsys.readouterr().out == "lobby: 0\n"


def test_the_audit_log_tells_of_the_choice_and_of_each_run(keeping, bob):
    said_before(31, keeping, bob, "old")
    call_command("purge_old")
    entries = AuditEntry.objects.filter(room_id=keeping.pk).order_by("pk")
    assert [(one.act, one.after) for one in entries] == [
        ("retention", {"days": 30}),
        ("purge_old", {"messages": 1}),
    ]
