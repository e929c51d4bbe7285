"""Presence, typing, reading elsewhere, new rooms and new names, over real sockets."""

import time
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from chat.access import visibility
from chat.actions.moderation.held_messages import reject_held
from chat.actions.moderation.mutes import lift_mutes_in_room, mute_in_room
from chat.actions.moderation.reports import report_message
from chat.actions.moderation.rulebook import store_filter
from chat.actions.people.blocks import block
from chat.actions.rooms.memberships import add_people, join_people
from chat.actions.rooms.rooms import create_room, lock_room, rename_room, unlock_room
from chat.live.presence import welcome
from chat.live.socket import handlers
from chat.live.wire.protocol import Close
from chat.log import user_events
from chat.models import Filter, HeldMessage, Room, User
from tests.acting import say
from tests.actions.cast import HOUR

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def alice_client(connect, alice_cookie, lobby):
    client = connect(alice_cookie)
    await client.hello({lobby.pk: 1})
    return client


@pytest.fixture
async def bob_client(connect, bob_cookie, lobby):
    client = connect(bob_cookie)
    await client.hello({lobby.pk: 2})
    return client


async def test_presence_is_answered_at_once(alice_client, bob_client, bob, charlie):
    await alice_client.send(type="presence", people=[bob.pk, charlie.pk])
    people = (await alice_client.receive("presence"))["people"]
    assert people == {str(bob.pk): "here", str(charlie.pk): "away"}


async def test_an_idle_person_is_told_to_who_asked(alice_client, bob_client, bob):
    await alice_client.send(type="presence", people=[bob.pk])
    await alice_client.receive("presence")
    await bob_client.send(type="presence", state="idle")
    assert (await alice_client.receive("presence"))["people"] == {str(bob.pk): "idle"}


async def test_typing_is_told_to_the_others(alice_client, bob_client, lobby):
    await alice_client.receive("changes")
    assert await bob_client.hears_nothing()  # so that he stands in the room
    await bob_client.send(type="typing", room=lobby.pk)
    typing = await alice_client.receive("typing")
    assert (typing["room"], typing["person"]["username"]) == (lobby.pk, "bob")
    assert await bob_client.hears_nothing()


async def test_a_guest_who_types_is_not_told(alice_client, connect, charlie_cookie, lobby):
    charlie = connect(charlie_cookie)
    await charlie.hello({lobby.pk: 1})
    await charlie.send(type="typing", room=lobby.pk)
    assert await charlie.hears_nothing()
    assert await alice_client.hears_nothing()


async def stand_in(client) -> None:
    """Let a socket come to stand at the head of its room."""
    assert await client.hears_nothing()


async def types(client, room) -> None:
    await client.send(type="typing", room=room.pk)


async def test_who_is_muted_stops_typing_for_the_others(
    alice_client, bob_client, alice, bob, lobby
):
    await stand_in(bob_client)
    await types(bob_client, lobby)
    await alice_client.receive("typing")
    await sync_to_async(mute_in_room)(alice, lobby, bob, HOUR)
    stopped = await alice_client.receive("not_typing")
    assert (stopped["room"], stopped["person"]) == (lobby.pk, bob.pk)


async def test_what_a_muted_person_types_is_told_to_nobody_until_the_mute_ends(
    alice_client, bob_client, alice, bob, lobby
):
    await stand_in(bob_client)
    await sync_to_async(mute_in_room)(alice, lobby, bob, HOUR)
    await bob_client.receive("rooms")
    await alice_client.receive("changes")
    await types(bob_client, lobby)
    assert await alice_client.hears_nothing()
    await sync_to_async(lift_mutes_in_room)(alice, lobby, bob)
    await bob_client.receive("rooms")
    await types(bob_client, lobby)
    assert (await alice_client.receive("typing"))["person"]["id"] == bob.pk


async def test_who_was_muted_before_they_came_is_not_heard_typing(
    alice_client, connect, bob_cookie, alice, bob, lobby
):
    await sync_to_async(mute_in_room)(alice, lobby, bob, HOUR)
    client = connect(bob_cookie)
    await client.hello({lobby.pk: 2})
    await stand_in(client)
    await alice_client.receive("changes")
    await types(client, lobby)
    assert await alice_client.hears_nothing()


async def hears_whether_locked(client, locked: bool) -> None:
    """Wait until the list of rooms says so; what the fixtures did may be told before."""
    while (await client.receive("rooms"))["rooms"][0]["locked"] is not locked:
        pass


async def test_in_a_locked_room_those_are_heard_typing_who_may_write(
    alice_client, bob_client, alice, lobby
):
    await stand_in(bob_client)
    await sync_to_async(lock_room)(alice, lobby)
    await hears_whether_locked(bob_client, True)
    await alice_client.receive("room")
    await types(bob_client, lobby)
    await types(alice_client, lobby)
    assert (await bob_client.receive("typing"))["person"]["username"] == "alice"
    assert await alice_client.hears_nothing()
    await sync_to_async(unlock_room)(alice, lobby)
    await hears_whether_locked(bob_client, False)
    await types(bob_client, lobby)
    assert (await alice_client.receive("typing"))["person"]["username"] == "bob"


async def test_who_types_under_a_new_name_is_told_by_it(alice_client, bob_client, bob, lobby):
    await stand_in(bob_client)
    await sync_to_async(give_name)(bob, "Robert")
    await bob_client.receive("people")
    await types(bob_client, lobby)
    assert (await alice_client.receive("typing"))["person"]["name"] == "Robert"


async def test_the_staff_is_told_that_something_waits_and_nobody_else(
    alice_client, connect, cookie_of, bob_client, bob, lobby
):
    mona = await sync_to_async(User.objects.create_user)(username="mona", is_staff=True)
    desk = connect(await sync_to_async(cookie_of)(mona))
    await desk.hello()
    spam = await sync_to_async(say)(lobby, bob, "buy loans")
    alice = await User.objects.aget(username="alice")
    await sync_to_async(report_message)(alice, lobby, spam.seq, "spam")
    assert await desk.receive("waiting") == {"type": "waiting"}
    await alice_client.receive_messages(2)
    assert await alice_client.hears_nothing()


async def test_two_devices_of_one_person_agree_on_what_is_read(
    connect, bob_client, bob_cookie, alice, lobby
):
    message = await sync_to_async(say)(lobby, alice, "hello @bob")
    phone = connect(bob_cookie)
    assert (await phone.hello())["rooms"][0]["mentions"] == 1
    await bob_client.send(type="read", room=lobby.pk, seq=message.seq)
    told = await phone.receive("read")
    assert (told["read_seq"], told["unread"], told["mentions"]) == (message.seq, 0, 0)
    await phone.send(type="unread", room=lobby.pk, seq=message.seq)
    assert (await bob_client.receive("read"))["unread"] == 0
    assert (await bob_client.receive("read"))["unread"] == 1


async def test_who_is_added_to_a_room_is_told_of_it(bob_client, alice, bob):
    garden = await sync_to_async(create_room)(alice, "Garden", kind=Room.Kind.PRIVATE)
    await sync_to_async(add_people)(alice, garden, [bob])
    rooms = (await bob_client.receive("rooms"))["rooms"]
    while len(rooms) < 2:
        rooms = (await bob_client.receive("rooms"))["rooms"]
    assert {room["name"] for room in rooms} == {"Garden", "Lobby"}


async def test_a_renamed_room_is_told_with_its_facts(bob_client, alice, lobby):
    await sync_to_async(rename_room)(alice, lobby, "Square")
    [line] = await bob_client.receive_messages(1)
    assert (line["kind"], line["body"]) == ("renamed", "Square")
    assert (await bob_client.receive("room"))["facts"]["name"] == "Square"


def give_name(user: User, name: str) -> None:
    User.objects.filter(pk=user.pk).update(name=name)
    user_events.person_changed(user)


async def test_a_new_name_is_told_to_everybody(alice_client, bob):
    await sync_to_async(give_name)(bob, "Robert")
    [person] = (await alice_client.receive("people"))["people"]
    assert (person["id"], person["name"]) == (bob.pk, "Robert")


async def test_a_name_that_changed_while_one_was_away_is_told_at_hello(connect, alice_cookie, bob):
    before = await sync_to_async(user_events.people_head)()
    await sync_to_async(give_name)(bob, "Robert")
    client = connect(alice_cookie)
    assert await client.connect()
    await client.send(type="hello", epoch=None, rooms={}, people=before)
    [person] = (await client.receive("people"))["people"]
    assert person["name"] == "Robert"


def sign_out(user: User) -> None:
    """Make the sessions of this person void, as a new password does."""
    user.set_password(str(uuid4()))
    user.save(update_fields=["password"])
    user_events.signed_out(user.pk)


async def test_a_socket_whose_session_ended_is_closed(bob_client, bob):
    await sync_to_async(sign_out)(bob)
    assert (await bob_client.receive("bye"))["reason"] == "not_signed_in"
    assert await bob_client.receive_close() == Close.NOT_SIGNED_IN


async def test_a_socket_whose_session_goes_on_stays(bob_client, bob):
    await sync_to_async(user_events.signed_out)(bob.pk)
    await sync_to_async(user_events.access_changed)([bob.pk])
    await bob_client.receive("rooms")
    assert await bob_client.hears_nothing()


async def test_at_here_calls_those_who_are_present(alice_client, bob_client, bob, charlie, lobby):
    await sync_to_async(join_people)(lobby.pk, [charlie.pk])
    await alice_client.say(lobby.pk, "tea, @here")
    seen = {message["body"]: message for message in await bob_client.receive_messages(1)}
    while "tea, @here" not in seen:
        seen |= {message["body"]: message for message in await bob_client.receive_messages(1)}
    assert seen["tea, @here"]["mentions"] == [bob.pk]


async def test_a_change_while_somebody_is_greeted_is_told_behind_the_welcome(
    connect, live, bob_cookie, alice, bob, lobby, monkeypatch
):
    greet = welcome.greet

    def rename_meanwhile(place, user, room_ids):
        found = greet(place, user, room_ids)
        [socket] = live.people.sockets_of(user.pk)
        greeted_at = socket.standings_read_at
        rename_room(alice, lobby, "Entrance")
        while socket.standings_read_at == greeted_at:
            time.sleep(0.01)
        return found

    monkeypatch.setattr(handlers, "greet", rename_meanwhile)
    client = connect(bob_cookie)
    greeted = await client.hello()
    assert [room["name"] for room in greeted["rooms"]] == ["Lobby"]
    rooms = (await client.receive("rooms"))["rooms"]
    assert [room["name"] for room in rooms] == ["Entrance"]


async def test_rooms_that_cannot_be_read_are_told_as_soon_as_they_can(
    bob_client, alice, bob, monkeypatch
):
    read = visibility.joined_rooms
    failed: list[User] = []

    def fail_once(user):
        if not failed:
            failed.append(user)
            raise OperationalError("away")
        return read(user)

    garden = await sync_to_async(create_room)(alice, "Garden", kind=Room.Kind.PRIVATE)
    monkeypatch.setattr(visibility, "joined_rooms", fail_once)
    await sync_to_async(add_people)(alice, garden, [bob])
    rooms = (await bob_client.receive("rooms"))["rooms"]
    while len(rooms) < 2:
        rooms = (await bob_client.receive("rooms"))["rooms"]
    assert failed


async def test_the_author_of_a_held_message_hears_at_once_that_it_is_not_posted(
    connect, bob_client, bob_cookie, alice_client, lobby
):
    phone = connect(bob_cookie)
    await phone.hello()
    root = await sync_to_async(User.objects.create_superuser)(username="root")
    await sync_to_async(store_filter)(root, Filter(pattern="casino", action="hold", is_on=True))
    nonce = await bob_client.say(lobby.pk, "casino")
    assert (await bob_client.receive("error"))["code"] == "held"
    await sync_to_async(reject_held)(root, await HeldMessage.objects.aget())
    for socket in (bob_client, phone):
        told = await socket.receive("error")
        assert (told["code"], told["nonce"], told["room"]) == ("blocked", nonce, lobby.pk)
    await alice_client.receive("changes")
    assert await alice_client.hears_nothing()
    await bob_client.say(lobby.pk, "casino", nonce)
    assert (await bob_client.receive("error"))["code"] == "blocked"


async def test_whom_one_blocks_all_ones_pages_hear(
    bob_client, connect, bob_cookie, alice, bob, lobby
):
    other = connect(bob_cookie)
    assert (await other.hello())["blocked"] == []
    await sync_to_async(say)(lobby, alice, "hello @bob")
    await sync_to_async(block)(bob, alice)
    for client in (bob_client, other):
        told = await client.receive("rooms")
        while not told["blocked"]:  # what the fixtures did may be told before
            told = await client.receive("rooms")
        assert told["blocked"] == [alice.pk]
        assert (told["rooms"][0]["unread"], told["rooms"][0]["mentions"]) == (0, 0)
    assert (await connect(bob_cookie).hello())["blocked"] == [alice.pk]
