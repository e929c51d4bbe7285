"""What one person and one socket may do, and the code that each limit answers with."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chat.live.socket.consumers import ChatConsumer

pytestmark = pytest.mark.django_db(transaction=True)


async def test_one_person_may_have_only_so_many_sockets(connect, alice_cookie, lobby, settings):
    settings.RATE_LIMITS, settings.SOCKETS_PER_PERSON = True, 1
    await connect(alice_cookie).hello()
    second = connect(alice_cookie)
    await second.connect()
    assert (await second.receive("bye"))["reason"] == "too_many_sockets"
    assert await second.receive_close() == 4504


async def test_a_closed_socket_makes_place_for_another(connect, alice_cookie, lobby, settings):
    settings.RATE_LIMITS, settings.SOCKETS_PER_PERSON = True, 1
    first = connect(alice_cookie)
    await first.hello()
    await first.disconnect()
    assert (await connect(alice_cookie).hello())["user"]["username"] == "alice"


async def test_one_socket_may_watch_only_so_many_rooms(connect, alice_cookie, lobby, settings):
    settings.ROOMS_PER_SOCKET = 0
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 1})
    assert (await alice.receive())["code"] == "too_many_rooms"


async def test_too_many_messages_are_to_be_sent_later(connect, alice_cookie, lobby, settings):
    settings.RATE_LIMITS, settings.MESSAGES_BURST, settings.MESSAGES_PER_SECOND = True, 1, 0.1
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.say(lobby.pk, "one")
    nonce = await alice.say(lobby.pk, "two")
    error = await alice.receive("error")
    assert (error["code"], error["nonce"]) == ("rate_limited", nonce)
    assert 0 < error["retry_after"] <= 10


async def test_going_back_to_unread_has_an_end(connect, alice_cookie, lobby, settings):
    settings.RATE_LIMITS, settings.MESSAGES_BURST, settings.MESSAGES_PER_SECOND = True, 1, 0.1
    alice = connect(alice_cookie)
    await alice.hello()
    for _ in range(2):
        await alice.send(type="unread", room=lobby.pk, seq=1)
    error = await alice.receive("error")
    assert (error["code"], error["room"]) == ("rate_limited", lobby.pk)
    assert 0 < error["retry_after"] <= 10


async def test_a_flood_of_frames_is_refused_and_then_closed(connect, alice_cookie, lobby, settings):
    settings.RATE_LIMITS, settings.FRAMES_BURST, settings.FRAMES_PER_SECOND = True, 2, 0.01
    alice = connect(alice_cookie)
    await alice.hello()
    for _ in range(110):
        await alice.send(type="ping", n=1)
    assert (await alice.receive("error"))["code"] == "flooding"
    assert (await alice.receive("bye"))["reason"] == "flooding"
    assert await alice.receive_close() == 4029


async def test_a_message_in_a_flood_is_refused_by_its_nonce(connect, alice_cookie, lobby, settings):
    settings.RATE_LIMITS, settings.FRAMES_BURST, settings.FRAMES_PER_SECOND = True, 1, 0.01
    alice = connect(alice_cookie)
    await alice.hello()
    nonce = await alice.say(lobby.pk, "one too many")
    error = await alice.receive("error")
    assert (error["code"], error["nonce"], error["room"]) == ("flooding", nonce, lobby.pk)
    assert error["retry_after"] > 0


async def test_a_client_that_goes_while_it_is_answered_is_no_fault(live, alice_cookie, caplog):
    """The server raises its own error for a send to nobody."""
    incoming: Iterator[dict[str, Any]] = iter(
        [
            {"type": "websocket.connect"},
            {"type": "websocket.receive", "text": '{"type":"hello","epoch":null,"rooms":{}}'},
            {"type": "websocket.disconnect", "code": 1006},
        ]
    )

    async def receive() -> dict:
        return next(incoming)

    async def send(event: dict) -> None:
        if event["type"] != "websocket.accept":
            raise ConnectionResetError

    scope = {"headers": [(b"cookie", alice_cookie.encode())]}
    await ChatConsumer.as_asgi()(scope, receive, send)  # type: ignore[arg-type]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_hello_names_no_more_rooms_than_a_frame_may(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.connect()
    rooms = {str(number): 0 for number in range(2_001)}
    await alice.send_text(json.dumps({"type": "hello", "epoch": None, "rooms": rooms}))
    assert (await alice.receive())["code"] == "bad_field"


async def test_rooms_beyond_the_limit_are_refused_and_the_first_ones_watched(
    connect, alice_cookie, lobby, settings
):
    settings.ROOMS_PER_SOCKET = 1
    alice = connect(alice_cookie)
    await alice.hello({lobby.pk: 1, lobby.pk + 1: 0, lobby.pk + 2: 0})
    refused = [await alice.receive("error") for _ in range(2)]
    assert [one["code"] for one in refused] == ["too_many_rooms"] * 2
    await alice.say(lobby.pk, "hello")
    assert [one["body"] for one in await alice.receive_messages(1)] == ["hello"]


async def test_nothing_is_read_of_a_room_that_there_is_no_place_for(
    connect, alice_cookie, lobby, settings
):
    settings.ROOMS_PER_SOCKET = 0
    alice = connect(alice_cookie)
    await alice.hello()
    await alice.send(type="join", room=lobby.pk)
    assert (await alice.receive("error", "history"))["code"] == "too_many_rooms"
