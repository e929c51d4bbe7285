"""What was laid by the moderators of the place, no room takes back; what a room laid, both do."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps

from chat.actions.messages.edits import delete_message
from chat.actions.moderation.mutes import lift_mute, lift_mutes_in_room, mute_in_room
from chat.actions.moderation.reports import report_message
from chat.actions.moderation.takedowns import hide_message, purge_message, restore_message
from chat.actions.refusal import Refused
from chat.actions.rooms.memberships import join_room, set_role, transfer_room
from chat.actions.rooms.rooms import (
    archive_room,
    lock_room,
    make_private,
    reopen_room,
    slow_room,
    unlock_room,
)
from chat.models import AuditEntry, Message, Room, Sanction, User, Version
from chat.models.rooms.membership import Role
from tests.acting import act, say
from tests.actions.cast import HOUR

pytestmark = pytest.mark.django_db

Verb = Callable[[User, Room], object]
ON_ROOMS: dict[str, tuple[Verb, Verb]] = {
    "lock": (lock_room, unlock_room),
    "archive": (archive_room, reopen_room),
    "slow mode": (
        lambda user, room: slow_room(user, room, 30),
        lambda user, room: slow_room(user, room, 0),
    ),
}
on_rooms = pytest.mark.parametrize(("lay", "lift"), ON_ROOMS.values(), ids=ON_ROOMS)


def state(room: Room) -> tuple[bool, bool, int]:
    room.refresh_from_db()
    return room.is_locked, room.is_archived, room.slow_seconds


# --- Rooms ----------------------------------------------------------------------------------


@on_rooms
def test_an_owner_does_not_undo_what_the_places_moderators_laid(lobby, alice, mona, lay, lift):
    lay(mona, lobby)
    laid = state(lobby)
    with pytest.raises(Refused, match="place_only"):
        lift(alice, lobby)
    assert state(lobby) == laid


@on_rooms
def test_any_moderator_of_the_place_undoes_it(lobby, root, mona, lay, lift):
    lay(root, lobby)
    lift(mona, lobby)
    assert state(lobby) == (False, False, 0)


@on_rooms
def test_what_a_room_laid_on_itself_it_takes_back(lobby, alice, bob, lay, lift):
    lay(alice, lobby)
    transfer_room_or_not(alice, lobby, bob)
    lift(alice if lobby.is_archived else bob, lobby)
    assert state(lobby) == (False, False, 0)


def transfer_room_or_not(owner: User, room: Room, heir: User) -> None:
    """Hand the room on, which an archived one does not allow."""
    room.refresh_from_db()
    if not room.is_archived:
        transfer_room(owner, room, heir)


@on_rooms
def test_what_a_room_laid_the_places_moderators_lift(lobby, alice, mona, lay, lift):
    lay(alice, lobby)
    lift(mona, lobby)
    assert state(lobby) == (False, False, 0)


@on_rooms
def test_laying_it_once_more_makes_it_the_places(lobby, alice, mona, lay, lift):
    lay(alice, lobby)
    before = Message.objects.filter(room=lobby).count()
    lay(mona, lobby)
    lay(alice, lobby)
    assert Message.objects.filter(room=lobby).count() == before
    with pytest.raises(Refused, match="place_only"):
        lift(alice, lobby)


@on_rooms
def test_after_it_was_lifted_the_room_decides_again(lobby, alice, mona, lay, lift):
    lay(mona, lobby)
    lift(mona, lobby)
    lay(alice, lobby)
    lift(alice, lobby)
    assert state(lobby) == (False, False, 0)


def test_an_owner_chooses_no_other_pace_than_the_places_moderators(lobby, alice, mona):
    slow_room(mona, lobby, 60)
    for seconds in (5, 300):
        with pytest.raises(Refused, match="place_only"):
            slow_room(alice, lobby, seconds)


def test_an_owner_who_keeps_order_in_the_place_lays_by_the_right_of_the_place(
    lobby, root, bob, make_room
):
    square = make_room(root, "Square")
    join_room(bob, square)
    set_role(root, square, bob, Role.MODERATOR)
    lock_room(root, square)
    with pytest.raises(Refused, match="place_only"):
        unlock_room(bob, square)


# --- Messages -------------------------------------------------------------------------------


def test_an_owner_does_not_bring_back_what_the_place_has_hidden(lobby, alice, bob, mona):
    said = say(lobby, bob, "rude")
    hide_message(mona, said)
    for verb in (restore_message, purge_message):
        with pytest.raises(Refused, match="place_only"):
            verb(alice, said)
    assert restore_message(mona, said).body == "rude"


def test_what_a_room_has_hidden_both_bring_back(lobby, alice, bob, mona):
    for keeper in (alice, mona):
        said = say(lobby, bob, "rude")
        hide_message(alice, said)
        assert restore_message(keeper, said).body == "rude"


def test_hiding_once_more_makes_it_the_places(lobby, alice, bob, mona):
    said = say(lobby, bob, "rude")
    delete_message(act(alice, said))
    hide_message(mona, said, "indeed")
    with pytest.raises(Refused, match="place_only"):
        restore_message(alice, said)
    assert list(AuditEntry.objects.order_by("pk").values_list("actor", "act")) == [
        ("@alice", "hide"),
        ("@mona", "hide"),
    ]


def test_hiding_once_more_leaves_it_the_places(lobby, alice, bob, mona):
    said = say(lobby, bob, "rude")
    hide_message(mona, said)
    hide_message(alice, said)
    with pytest.raises(Refused, match="place_only"):
        restore_message(alice, said)


def test_what_the_place_has_hidden_it_brings_back_when_the_room_is_private_by_then(
    lobby, alice, bob, mona
):
    said = say(lobby, bob, "rude")
    hide_message(mona, said)
    make_private(alice, lobby)
    assert restore_message(mona, said).body == "rude"


def test_a_muted_moderator_keeps_no_order(lobby, alice, bob, dave):
    join_room(dave, lobby)
    set_role(alice, lobby, dave, Role.MODERATOR)
    said = say(lobby, bob, "rude")
    mute_in_room(alice, lobby, dave, HOUR)
    for verb in (hide_message, restore_message, purge_message):
        with pytest.raises(Refused, match="muted"):
            verb(dave, said)


# --- Mutes ----------------------------------------------------------------------------------


def test_an_owner_does_not_lift_a_mute_of_the_place(lobby, alice, bob, mona):
    laid = mute_in_room(mona, lobby, bob, HOUR)
    with pytest.raises(Refused, match="place_only"):
        lift_mute(alice, laid)
    lift_mute(mona, laid)
    assert say(lobby, bob).pk


def test_owner_and_moderators_lift_a_mute_of_their_room(lobby, alice, bob, dave, charlie):
    join_room(dave, lobby)
    join_room(charlie, lobby)
    set_role(alice, lobby, dave, Role.MODERATOR)
    laid = mute_in_room(alice, lobby, bob, HOUR)
    with pytest.raises(Refused, match="forbidden"):
        lift_mute(charlie, laid)
    lift_mute(dave, laid)
    assert say(lobby, bob).pk


def test_all_mutes_in_a_room_end_at_once(lobby, alice, bob):
    for hours in (1, 2):
        mute_in_room(alice, lobby, bob, hours * HOUR)
    lift_mutes_in_room(alice, lobby, bob)
    assert say(lobby, bob).pk
    with pytest.raises(Refused, match="not_found"):
        lift_mutes_in_room(alice, lobby, bob)


def test_of_several_mutes_none_ends_when_one_is_the_places(lobby, alice, bob, mona):
    mute_in_room(alice, lobby, bob, HOUR)
    mute_in_room(mona, lobby, bob, 2 * HOUR)
    with pytest.raises(Refused, match="place_only"):
        lift_mutes_in_room(alice, lobby, bob)
    assert bob.sanctions.filter(lifted_at=None).count() == 2


def test_nobody_lifts_their_own_mute(lobby, alice, bob):
    set_role(alice, lobby, bob, Role.MODERATOR)
    laid = mute_in_room(alice, lobby, bob, HOUR)
    with pytest.raises(Refused, match="muted"):
        lift_mute(bob, laid)


def test_reported_messages_of_a_private_room_are_the_places_too(den, alice, bob, mona):
    said = say(den, alice, "rude")
    report_message(bob, den, said.seq, "abuse")
    hide_message(mona, said)
    with pytest.raises(Refused, match="place_only"):
        restore_message(alice, said)


# --- What was laid before these rights were kept --------------------------------------------


def test_what_was_laid_before_is_the_places_where_its_moderators_laid_it(
    lobby, den, alice, bob, mona
):
    rude, ruder = say(lobby, bob, "rude"), say(lobby, bob, "ruder")
    hide_message(mona, rude)
    hide_message(alice, ruder)
    mine, theirs = mute_in_room(alice, lobby, bob, HOUR), mute_in_room(mona, lobby, bob, HOUR)
    lock_room(mona, lobby)
    lock_room(alice, den)
    for rows, field in ((Room, "locked_with"), (Version, "hidden_with"), (Sanction, "laid_with")):
        rows.objects.update(**{field: "room"})

    import_module("chat.migrations.0013_laid_before").say_whose(apps, None)

    assert dict(Room.objects.values_list("pk", "locked_with")) == {
        lobby.pk: "place",
        den.pk: "room",
    }
    hidden = dict(Version.objects.values_list("message", "hidden_with"))
    assert hidden == {rude.pk: "place", ruder.pk: "room"}
    laid = dict(Sanction.objects.values_list("pk", "laid_with"))
    assert laid == {mine.pk: "room", theirs.pk: "place"}


def test_open_cases_from_before_keep_what_they_are_about(lobby, alice, bob):
    said = say(lobby, bob, "rude")
    case = report_message(alice, lobby, said.seq, "abuse").case
    case.evidence.all().delete()
    import_module("chat.migrations.0013_laid_before").keep_evidence(apps, None)
    assert [one.body for one in case.evidence.all()] == ["rude"]
