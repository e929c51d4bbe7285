"""One socket from handshake to end: what it answers to each frame, and what it refuses."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.actions.messages.posting import Send, post_message
from chat.live.fanout import hub
from chat.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def said(lobby, alice):
    """Two messages in the lobby, at 2 and 3 after alice's joining."""
    return [
        post_message(Send(lobby.pk, alice.pk, uuid4(), body)).seq for body in ("first", "second")
    ]


async def test_somebody_who_is_not_signed_in_is_told_so_and_closed(connect):
    stranger = connect("sessionid=nobody")
    assert await stranger.connect()
    assert (await stranger.receive("bye"))["reason"] == "not_signed_in"
    assert await stranger.receive_close() == 4501


async def test_a_socket_of_another_origin_is_refused(connect, alice_cookie):
    assert not await connect(alice_cookie, origin="http://evil.example").connect()


async def test_a_socket_at_another_address_is_refused(connect, alice_cookie):
    assert not await connect(alice_cookie, path="/other/").connect()


async def test_hello_is_welcomed_with_the_persons_rooms(connect, bob_cookie, bob, lobby):
    welcome = await connect(bob_cookie).hello()
    assert (welcome["user"]["id"], welcome["user"]["username"]) == (bob.pk, "bob")
    [room] = welcome["rooms"]
    assert (room["id"], room["slug"], room["name"]) == (lobby.pk, "lobby", "Lobby")
    assert (room["role"], room["kind"], room["archived"]) == ("member", "public", False)
    assert (room["head"], room["read_seq"], room["unread"], room["mentions"]) == (2, 2, 0, 0)


async def test_hello_with_a_cursor_brings_what_followed_it(connect, alice_cookie, lobby, said):
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 1})
    changes = await alice.receive("changes")
    assert [message["body"] for message in changes["messages"]] == ["first", "second"]
    assert (changes["after"], changes["upto"], changes["head"]) == (1, 3, 3)


async def test_a_cursor_of_another_epoch_is_resynced(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 1}, epoch=str(uuid4()))
    assert (await alice.receive("resync"))["reason"] == "epoch"


async def test_a_cursor_beyond_the_head_is_resynced(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 99})
    assert (await alice.receive("resync"))["reason"] == "ahead"


async def test_a_cursor_too_far_behind_is_resynced(connect, alice_cookie, lobby, said, monkeypatch):
    monkeypatch.setattr(hub, "RESYNC_BEYOND", 2)
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 0})
    assert (await alice.receive("resync"))["reason"] == "behind"


async def test_hello_for_a_room_that_does_not_exist_is_not_found(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk + 1: 0})
    error = await alice.receive("error")
    assert (error["code"], error["room"]) == ("not_found", lobby.pk + 1)


async def test_anything_before_hello_is_refused(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.connect()
    await alice.send(type="ping", n=1)
    assert (await alice.receive("error"))["code"] == "hello_first"


async def test_a_second_hello_is_refused(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send(type="hello", epoch=None, rooms={})
    assert (await alice.receive("error"))["code"] == "hello_first"


async def test_a_socket_that_never_says_hello_is_closed(connect, alice_cookie, settings):
    settings.HELLO_SECONDS = 0.05
    alice = connect(alice_cookie)
    await alice.connect()
    assert (await alice.receive("bye"))["reason"] == "hello_timeout"
    assert await alice.receive_close() == 4004


async def test_a_message_is_acknowledged_and_seen_by_both(
    connect, alice_cookie, bob_cookie, bob, lobby
):
    alice, watcher = connect(alice_cookie), connect(bob_cookie)
    await alice.hello({lobby.pk: 2})
    await watcher.hello({lobby.pk: 2})
    nonce = await alice.say(lobby.pk, "こんにちは **「世界」**")
    ack = await alice.receive("ack")
    assert (ack["nonce"], ack["seq"], ack["duplicate"]) == (nonce, 3, False)
    [message] = await watcher.receive_messages(1)
    assert message["html"] == '<p dir="auto">こんにちは <strong>「世界」</strong></p>'
    assert (message["nonce"], message["author"]["name"]) == (nonce, "Alice")


async def test_the_same_nonce_again_is_acknowledged_as_a_duplicate(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    nonce = await alice.say(lobby.pk, "once")
    first = await alice.receive("ack")
    await alice.say(lobby.pk, "once", nonce)
    again = await alice.receive("ack")
    assert (again["seq"], again["duplicate"]) == (first["seq"], True)
    assert await Message.objects.filter(nonce=nonce).acount() == 1


async def test_an_outsider_cannot_post(connect, charlie_cookie, lobby):
    charlie = connect(charlie_cookie)
    await charlie.hello()
    nonce = await charlie.say(lobby.pk, "let me in")
    error = await charlie.receive("error")
    assert (error["code"], error["nonce"], error["room"]) == ("not_member", nonce, lobby.pk)


async def test_a_refused_field_names_the_nonce_it_answers(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    nonce = str(uuid4())
    await alice.send_text(
        json.dumps({"type": "message", "room": lobby.pk, "nonce": nonce, "body": 5})
    )
    error = await alice.receive("error")
    assert (error["code"], error["nonce"]) == ("bad_field", nonce)


NONCE = "5cf1b3b6-2f0f-4f43-9f5b-0d9a4a2a8a55"


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("bad_frame", '"a\\ud83d b"'),
        ("bad_frame", '"cut of'),
        ("bad_field", "7"),
        ("too_large", '"' + "x" * 70_000 + '"'),
    ],
)
async def test_whatever_is_wrong_with_a_message_its_refusal_names_it(
    connect, alice_cookie, lobby, code, body
):
    alice = connect(alice_cookie)
    await alice.hello()
    head = f'"type":"message","room":{lobby.pk},"nonce":"{NONCE}"'
    await alice.send_text(f'{{{head},"body":{body}}}')
    error = await alice.receive("error")
    assert (error["code"], error["nonce"], error["room"]) == (code, NONCE, lobby.pk)


async def test_a_message_in_bytes_is_refused_by_its_nonce(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send_bytes(f'{{"type":"message","nonce":"{NONCE}"}}'.encode())
    error = await alice.receive("error")
    assert (error["code"], error["nonce"]) == ("bad_frame", NONCE)


async def test_a_message_before_hello_is_refused_by_its_nonce(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.connect()
    nonce = await alice.say(lobby.pk, "too early")
    error = await alice.receive("error")
    assert (error["code"], error["nonce"], error["room"]) == ("hello_first", nonce, lobby.pk)


async def test_a_frame_of_bytes_is_refused_and_the_socket_stays(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send_bytes(b"\x00\xff")
    assert (await alice.receive("error"))["code"] == "bad_frame"
    assert await alice.hears_nothing()


async def test_a_frame_above_the_limit_is_too_large(connect, alice_cookie, lobby, settings):
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send_text(" " * (settings.FRAME_MAX_BYTES + 1))
    assert (await alice.receive("error"))["code"] == "too_large"


async def test_joining_without_a_cursor_brings_the_newest_page_and_then_what_is_new(
    connect, alice_cookie, lobby, said
):
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send(type="join", room=lobby.pk)
    page = await alice.receive("history")
    assert [message["seq"] for message in page["messages"]] == [1, 2, 3]
    await alice.say(lobby.pk, "third")
    assert [message["body"] for message in await alice.receive_messages(1)] == ["third"]


async def test_an_outsider_may_read_a_public_room(connect, charlie_cookie, lobby, said):
    charlie = connect(charlie_cookie)
    await charlie.hello()
    await charlie.send(type="join", room=lobby.pk, after=1)
    assert len(await charlie.receive_messages(2)) == 2


async def test_a_deactivated_person_finds_no_room(connect, charlie_cookie, charlie, lobby):
    socket = connect(charlie_cookie)
    await socket.hello()
    await type(charlie).objects.filter(pk=charlie.pk).aupdate(is_active=False)
    await socket.send(type="join", room=lobby.pk)
    assert (await socket.receive("error"))["code"] == "not_found"


async def test_joining_a_room_that_does_not_exist_is_not_found(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    for cursor in ({}, {"after": 0}):
        await alice.send(type="join", room=lobby.pk + 1, **cursor)
        assert (await alice.receive("error"))["code"] == "not_found"


async def test_after_leave_nothing_more_of_the_room_arrives(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 1})
    await alice.send(type="leave", room=lobby.pk)
    await alice.say(lobby.pk, "unheard")
    assert (await alice.receive("ack", "changes"))["type"] == "ack"
    assert await alice.hears_nothing()


async def test_history_is_paged_both_ways(connect, alice_cookie, lobby, said):
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send(type="history", room=lobby.pk, before=3, limit=1)
    older = await alice.receive("history")
    assert [message["seq"] for message in older["messages"]] == [2]
    assert (older["older"], older["newer"]) == (True, True)
    await alice.send(type="history", room=lobby.pk, after=2, limit=1)
    newer = await alice.receive("history")
    assert [message["seq"] for message in newer["messages"]] == [3]
    assert (newer["older"], newer["newer"]) == (True, False)


async def test_history_before_and_after_at_once_is_refused(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send(type="history", room=lobby.pk, before=1, after=1)
    assert (await alice.receive("error"))["code"] == "bad_field"


async def test_reading_is_remembered_for_the_next_welcome(connect, bob_cookie, lobby, said):
    first = connect(bob_cookie)
    assert (await first.hello())["rooms"][0]["unread"] == 2
    await first.send(type="read", room=lobby.pk, seq=3)
    assert (await first.receive("read"))["unread"] == 1
    assert (await connect(bob_cookie).hello())["rooms"][0]["unread"] == 1


@pytest.fixture
def quick_heartbeat(settings):
    settings.HEARTBEAT_SECONDS = 0.05


async def test_heartbeats_carry_the_heads_of_watched_rooms(
    quick_heartbeat, connect, alice_cookie, lobby, said
):
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 3})
    assert (await alice.receive("heartbeat"))["heads"] == {str(lobby.pk): 3}


async def test_the_server_tells_its_time_at_once_and_with_every_heartbeat(
    quick_heartbeat, connect, alice_cookie, lobby
):
    alice, before = connect(alice_cookie), timezone.now()
    told = [await alice.hello({lobby.pk: 3}), await alice.receive("heartbeat")]
    moments = [datetime.fromisoformat(frame["now"]) for frame in told]
    a_moment = timedelta(milliseconds=1)  # what is told has no more than those
    assert before - a_moment <= moments[0] <= moments[1] <= timezone.now()
