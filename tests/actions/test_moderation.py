"""Hiding, restoring, purging; warning, muting, banning; and the log that tells of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.posting import Send, post_message
from chat.actions.messages.reactions import react
from chat.actions.moderation import bans
from chat.actions.moderation.bans import Sweep, ban, close_account, lift_ban
from chat.actions.moderation.mutes import lift_mute, mute, mute_in_room
from chat.actions.moderation.sanctions import acknowledge, warn
from chat.actions.moderation.takedowns import Takedown, hide_message, purge_message, restore_message
from chat.actions.refusal import Refused
from chat.actions.rooms.memberships import join_room, set_role
from chat.log import journal
from chat.models import (
    AuditEntry,
    BannedAddress,
    Mention,
    Message,
    Notice,
    Reaction,
    Sanction,
    User,
    Version,
)
from tests.acting import act, say
from tests.actions.cast import HOUR, last_line, seat_of

pytestmark = pytest.mark.django_db


def shown(message: Message) -> dict:
    page = journal.page(message.room_id, limit=100)
    return next(one for one in page.facts()["messages"] if one["id"] == message.pk)


def audited() -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.order_by("pk")
    return [(row.actor, row.act, row.subject) for row in rows]


# --- Messages -------------------------------------------------------------------------------


def test_a_hidden_message_shows_nothing_to_anybody_and_its_quotes_follow(lobby, alice, bob):
    said = say(lobby, bob, "rude @alice")
    reply = say(lobby, alice, "why?", reply_to=said)
    hide_message(alice, said, "insult")
    facts = shown(said)
    assert (facts["body"], facts["html"], facts["mentions"]) == ("", "", [])
    assert facts["deleted_at"]
    assert facts["hidden_at"]
    assert (shown(reply)["reply_to"]["state"], shown(reply)["reply_to"]["excerpt"]) == (
        "deleted",
        "",
    )
    assert not Mention.objects.filter(message=said).exists()


def test_a_hidden_message_comes_back_as_it_was(lobby, alice, bob):
    original = say(lobby, alice, "first")
    said = say(lobby, bob, "hello @alice", reply_to=original)
    react(act(alice, said), "👍")
    before = shown(said)
    hide_message(alice, said)
    restore_message(alice, said)
    after = shown(said)
    assert after["changed_seq"] > before["changed_seq"]
    assert {**after, "changed_seq": 0} == {**before, "changed_seq": 0}
    assert Mention.objects.filter(message=said, user=alice).exists()
    assert not Version.objects.filter(message=said).exists()


def test_a_message_of_a_log_comes_back_as_plain_as_it_was(lobby, alice, bob):
    said = say(lobby, bob, "not **bold**")
    Message.objects.filter(pk=said.pk).update(html="not **bold**")
    hide_message(alice, said)
    restore_message(alice, said)
    assert shown(said)["html"] == "not **bold**"


def test_purging_leaves_nothing_of_a_text_in_the_database(lobby, alice, bob):
    said = say(lobby, bob, "secret-word @alice")
    reply = say(lobby, alice, "hm", reply_to=said)
    edit_message(act(bob, said), "secret-word again")
    react(act(alice, said), "👍")
    hide_message(alice, said)
    purge_message(alice, said, "somebody's address")
    assert not Version.objects.filter(message=said).exists()
    assert not Reaction.objects.filter(message=said).exists()
    assert not Mention.objects.filter(message=said).exists()
    assert shown(reply)["reply_to"]["excerpt"] == ""
    assert found_anywhere("secret-word") == []


def found_anywhere(words: str) -> list[str]:
    """Return the tables in which the words stand in any column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            name = connection.ops.quote_name
            text = [f"CAST({name(column.name)} AS TEXT) LIKE %s" for column in columns]
            where = " OR ".join(text)
            cursor.execute(
                f"SELECT COUNT(*) FROM {name(table)} WHERE {where}", [f"%{words}%"] * len(text)
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_purged_message_keeps_its_place_and_cannot_come_back(lobby, alice, bob):
    said = say(lobby, bob)
    purge_message(alice, said)
    assert shown(said)["seq"] == said.seq
    with pytest.raises(Refused, match="not_editable"):
        restore_message(alice, said)


def test_what_its_author_has_deleted_can_be_purged_and_not_restored(lobby, alice, bob):
    said = say(lobby, bob, "gone-word")
    delete_message(act(bob, said))
    with pytest.raises(Refused, match="not_editable"):
        hide_message(alice, said)
    with pytest.raises(Refused, match="not_editable"):
        restore_message(alice, said)
    purge_message(alice, said)
    assert found_anywhere("gone-word") == []


def test_hiding_twice_is_hiding_once(lobby, alice, bob):
    said = say(lobby, bob)
    hide_message(alice, said)
    changed = Message.objects.get(pk=said.pk).changed_seq
    hide_message(alice, said)
    assert Message.objects.get(pk=said.pk).changed_seq == changed
    assert [entry[1] for entry in audited()] == ["hide"]


@pytest.mark.parametrize("verb", [hide_message, restore_message, purge_message])
def test_a_member_and_an_outsider_can_do_none_of_it(verb, lobby, alice, bob, charlie):
    said = say(lobby, alice)
    for person in (bob, charlie):
        with pytest.raises(Refused, match="forbidden"):
            verb(person, said)


@pytest.mark.parametrize("verb", [hide_message, restore_message, purge_message])
def test_in_a_private_room_a_moderator_of_the_place_finds_only_what_was_reported(
    verb, alice, mona, make_room
):
    den = make_room(alice, "Den", kind="private")
    with pytest.raises(Refused, match="not_found"):
        verb(mona, say(den, alice))


def test_a_moderator_of_the_place_hides_what_was_said_in_public(lobby, bob, mona):
    said = say(lobby, bob)
    hide_message(mona, said)
    assert shown(said)["hidden_at"]


# --- People ---------------------------------------------------------------------------------


def test_a_moderator_of_a_room_mutes_members_and_not_their_equals(lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    set_role(alice, lobby, bob, "moderator")
    mute_in_room(bob, lobby, charlie, HOUR)
    with pytest.raises(Refused, match="forbidden"):
        mute_in_room(bob, lobby, alice, HOUR)
    with pytest.raises(Refused, match="forbidden"):
        mute_in_room(charlie, lobby, bob, HOUR)
    with pytest.raises(Refused, match="yourself"):
        mute_in_room(bob, lobby, bob, HOUR)


def test_a_moderator_of_a_room_acts_on_nobody_outside_it(lobby, alice, bob):
    for verb in (
        lambda: mute(alice, bob, HOUR),
        lambda: ban(alice, bob),
        lambda: warn(alice, bob, ""),
    ):
        with pytest.raises(Refused, match="forbidden"):
            verb()


@pytest.mark.parametrize("lasting", [timedelta(0), -HOUR, timedelta(days=400)])
def test_a_mute_lasts_up_to_a_year(lobby, alice, bob, lasting):
    with pytest.raises(Refused, match="bad_time"):
        mute_in_room(alice, lobby, bob, lasting)


def test_a_moderator_of_the_place_acts_on_nobody_in_the_staff(mona, root, bob):
    other = User.objects.create_user(username="otto", is_staff=True)
    for person in (root, other):
        for verb in (ban, close_account):
            with pytest.raises(Refused, match="forbidden"):
                verb(mona, person)
        with pytest.raises(Refused, match="forbidden"):
            mute(mona, person, HOUR)
    mute(mona, bob, HOUR)
    mute(root, mona, HOUR)


def test_whoever_is_no_moderator_any_more_does_nothing(mona, bob):
    mona.groups.clear()
    with pytest.raises(Refused, match="forbidden"):
        ban(mona, bob)


def test_a_ban_closes_the_account_and_takes_the_person_out_of_their_rooms(root, lobby, bob):
    ban(root, bob, "spam")
    bob.refresh_from_db()
    assert not bob.is_active
    assert seat_of(bob, lobby) is None
    assert (last_line(lobby).kind, last_line(lobby).subject) == ("removed", bob)
    assert "banned" in Notice.objects.filter(user=bob).values_list("kind", flat=True)
    with pytest.raises(Refused):
        post_message(Send(lobby.pk, bob.pk, uuid4(), "still here?"))


def test_a_banned_owners_room_goes_to_somebody_else(root, lobby, alice, bob):
    ban(root, alice)
    assert seat_of(bob, lobby).owns


@pytest.mark.parametrize(
    ("way", "state"), [(Takedown.HIDE, "hidden_at"), (Takedown.PURGE, "purged_at")]
)
def test_a_ban_takes_down_what_was_said_in_the_last_hours(root, lobby, alice, bob, way, state):
    old, new = say(lobby, bob, "old"), say(lobby, bob, "new")
    hers = say(lobby, alice, "hers")
    Message.objects.filter(pk=old.pk).update(created_at=timezone.now() - 3 * HOUR)
    ban(root, bob, sweep=Sweep(2, way))
    taken = Message.objects.exclude(**{state: None})
    assert list(taken) == [new]
    assert Message.objects.get(pk=hers.pk).body == "hers"


def test_a_ban_takes_down_more_than_are_held_at_once(root, lobby, bob, monkeypatch):
    monkeypatch.setattr(bans, "SWEPT_AT_ONCE", 3)
    said = [say(lobby, bob, f"line {number}") for number in range(7)]
    ban(root, bob, sweep=Sweep(1, Takedown.HIDE))
    assert not Message.objects.filter(pk__in=[one.pk for one in said], hidden_at=None).exists()
    assert AuditEntry.objects.filter(act="hide").count() == 7


def test_taking_down_many_asks_the_database_no_more_than_taking_down_few(
    root, lobby, alice, bob, asked_before, django_assert_max_num_queries
):
    first = say(lobby, bob, "first")
    for number in range(60):
        say(lobby, bob, f"line {number}", reply_to=first)
    with django_assert_max_num_queries(47):
        ban(root, bob, sweep=Sweep(1, Takedown.HIDE))


def test_a_purge_keeps_when_its_author_deleted_a_message(root, lobby, bob):
    early, late = say(lobby, bob, "early"), say(lobby, bob, "late")
    delete_message(act(bob, early))
    deleted_at = Message.objects.get(pk=early.pk).deleted_at
    ban(root, bob, sweep=Sweep(1, Takedown.PURGE))
    early.refresh_from_db()
    late.refresh_from_db()
    assert early.deleted_at == deleted_at
    assert late.deleted_at == early.purged_at == late.purged_at


def test_after_an_appeal_one_message_comes_back(root, lobby, bob):
    said = [say(lobby, bob, f"line {number}") for number in range(3)]
    ban(root, bob, sweep=Sweep(1, Takedown.HIDE))
    lift_ban(root, bob, "it was a mistake")
    restore_message(root, said[1])
    bodies = [Message.objects.get(pk=one.pk).body for one in said]
    assert bodies == ["", "line 1", ""]
    assert User.objects.get(pk=bob.pk).is_active


def test_an_account_that_was_closed_without_a_ban_is_not_opened_by_lifting_one(mona, bob):
    close_account(mona, bob)
    lift_ban(mona, bob)
    assert not User.objects.get(pk=bob.pk).is_active


def test_a_ban_with_addresses_keeps_those_that_were_used_until_it_is_lifted(root, bob):
    UserSession.objects.create(user=bob, session_key="k", ip="192.0.2.7", user_agent="x")
    ban(root, bob, with_addresses=True)
    assert BannedAddress.objects.get().address == "192.0.2.7"
    lift_ban(root, bob)
    assert not BannedAddress.objects.exists()


def test_a_warning_stands_until_it_was_read(root, bob, charlie):
    laid = warn(root, bob, "be kind")
    acknowledge(charlie, laid.pk)
    assert Sanction.objects.holding(timezone.now()).filter(pk=laid.pk).exists()
    acknowledge(bob, laid.pk)
    assert not Sanction.objects.holding(timezone.now()).filter(pk=laid.pk).exists()


def test_lifting_a_mute_lets_the_person_write_again(lobby, alice, bob):
    lift_mute(alice, mute_in_room(alice, lobby, bob, HOUR))
    assert say(lobby, bob).pk


# --- The audit log --------------------------------------------------------------------------


def test_the_log_tells_who_did_what_to_whom_where_and_why(lobby, alice, bob):
    said = say(lobby, bob)
    hide_message(alice, said, "rude")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.subject) == ("@alice", "hide", "@bob")
    assert (entry.room_id, entry.message_id, entry.seq) == (lobby.pk, said.pk, said.seq)
    assert (entry.reason, entry.before, entry.after) == (
        "rude",
        {"state": "shown"},
        {"state": "hidden"},
    )


def test_the_log_never_holds_what_a_message_said(root, lobby, bob):
    say(lobby, bob, "unmistakable-words")
    ban(root, bob, sweep=Sweep(1, Takedown.PURGE))
    assert found_anywhere("unmistakable-words") == []


def test_the_log_outlasts_what_it_tells_of(root, bob):
    warn(root, bob, "x")
    User.objects.filter(pk=root.pk).delete()
    assert audited() == [("@root", "warn", "@bob")]


@contextmanager
def guarded() -> Iterator[None]:
    """Bring back what the tests take away on SQLite, so that they can empty the tables."""
    if connection.vendor == "sqlite":
        create = import_module("chat.migrations.0004_desk").SQLITE
        with connection.cursor() as cursor:
            cursor.execute(create.format(act="DELETE"))
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER chat_audit_no_DELETE")


def test_the_database_itself_lets_nobody_change_the_log(root, bob):
    warn(root, bob, "x")
    with guarded():
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            AuditEntry.objects.update(reason="nothing happened")
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().reason == "x"


def test_the_log_has_words_for_every_act():
    written = "".join(file.read_text() for file in Path(bans.__file__).parents[1].rglob("*.py"))
    acts = set(re.findall(r'\brecord\([\w.]+, "(\w+)"', written)) | {one.value for one in Takedown}
    assert acts | {"restore"} == set(AuditEntry.Act.values)
