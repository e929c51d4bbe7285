"""The client of the socket, against a server that does what a test tells it."""

import asyncio
import json
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from websockets.asyncio.server import ServerConnection, serve

from clients.python import link
from clients.python.client import Client, PostRefused, RoomLog, Unwelcome
from tests.schema import check_client_frame

ROOM = 5
SECONDS = 10
NONCE = uuid4()


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Come back at once."""
    monkeypatch.setattr(link, "FIRST_PAUSE_SECONDS", 0.0)


class Server:
    """One end of a conversation."""

    def __init__(self) -> None:
        self.sockets: asyncio.Queue[ServerConnection] = asyncio.Queue()
        self.url = ""

    async def serve(self, socket: ServerConnection) -> None:
        self.sockets.put_nowait(socket)
        await socket.wait_closed()

    async def welcomed(self, epoch: str = "e") -> tuple[ServerConnection, dict[str, Any]]:
        """The next socket, greeted, and its hello."""
        socket = await asyncio.wait_for(self.sockets.get(), SECONDS)
        hello = await heard(socket)
        await tell(socket, type="welcome", epoch=epoch)
        return socket, hello


@pytest.fixture
async def server():
    server = Server()
    async with serve(server.serve, "127.0.0.1", 0) as listening:
        server.url = f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/ws/"
        yield server


async def heard(socket: ServerConnection) -> dict[str, Any]:
    """The next frame of the client, which is one of the protocol."""
    frame = json.loads(await asyncio.wait_for(socket.recv(), SECONDS))
    check_client_frame(frame)
    return frame


async def tell(socket: ServerConnection, **frame: Any) -> None:
    await socket.send(json.dumps(frame))


async def tell_changes(socket: ServerConnection, after: int, *seqs: int) -> None:
    messages = [{"id": seq, "seq": seq, "changed_seq": seq} for seq in seqs]
    upto = max(seqs)
    await tell(
        socket, type="changes", room=ROOM, after=after, upto=upto, head=upto, messages=messages
    )


@asynccontextmanager
async def posting(server: Server):
    """A client that is posting a message, its socket, and the task that waits for the ack."""
    async with Client(server.url, "sessionid=x") as client:
        socket, _ = await server.welcomed()
        post = asyncio.create_task(client.post(ROOM, NONCE, "hello"))
        yield socket, post


async def test_the_handshake_brings_the_session_and_the_origin_of_the_page(server):
    async with Client(server.url, "sessionid=x"):
        socket, hello = await server.welcomed()
        assert socket.request.headers["Cookie"] == "sessionid=x"
        assert socket.request.headers["Origin"] == server.url[:-4].replace("ws", "http")
        assert hello == {"type": "hello", "epoch": None, "rooms": {}}


async def test_a_post_returns_its_ack(server):
    async with posting(server) as (socket, post):
        assert await heard(socket) == {
            "type": "message",
            "room": ROOM,
            "nonce": str(NONCE),
            "body": "hello",
        }
        await tell(socket, type="ack", nonce=str(NONCE), seq=7)
        assert (await asyncio.wait_for(post, SECONDS))["seq"] == 7


@pytest.mark.parametrize(
    "refusal",
    [{"code": "rate_limited", "nonce": str(NONCE)}, {"code": "flooding"}],
    ids=["message", "frame"],
)
async def test_what_comes_too_fast_is_sent_again_with_the_same_nonce(server, refusal):
    async with posting(server) as (socket, post):
        first = await heard(socket)
        await tell(socket, type="error", retry_after=0.01, **refusal)
        assert await heard(socket) == first
        await tell(socket, type="ack", nonce=str(NONCE), seq=7)
        assert (await asyncio.wait_for(post, SECONDS))["seq"] == 7


async def test_what_was_not_acknowledged_is_sent_again_on_the_next_socket(server):
    async with posting(server) as (socket, post):
        first = await heard(socket)
        await socket.close(4001)
        socket, _ = await server.welcomed()
        assert await heard(socket) == first
        await tell(socket, type="ack", nonce=str(NONCE), seq=7)
        assert (await asyncio.wait_for(post, SECONDS))["seq"] == 7


async def test_a_final_refusal_is_raised(server):
    async with posting(server) as (socket, post):
        await heard(socket)
        await tell(socket, type="error", code="not_member", nonce=str(NONCE))
        with pytest.raises(PostRefused, match="not_member"):
            await asyncio.wait_for(post, SECONDS)


async def test_what_fails_inside_the_server_again_and_again_is_raised(server):
    async with posting(server) as (socket, post):
        for _ in range(5):
            await heard(socket)
            await tell(socket, type="error", code="internal", nonce=str(NONCE), retry_after=0)
        with pytest.raises(PostRefused, match="internal"):
            await asyncio.wait_for(post, SECONDS)


async def test_messages_are_sent_in_the_order_of_the_calls(server):
    async with Client(server.url, "sessionid=x") as client:
        socket, _ = await server.welcomed()
        posts = [asyncio.create_task(client.post(ROOM, uuid4(), body)) for body in "abc"]
        bodies = []
        for _ in posts:
            frame = await heard(socket)
            bodies.append(frame["body"])
            await tell(socket, type="ack", nonce=frame["nonce"], seq=1)
        await asyncio.gather(*posts)
        assert bodies == ["a", "b", "c"]


async def test_a_watched_room_grows_and_a_new_socket_goes_on_from_its_cursor(server):
    log = RoomLog(ROOM, since=4)
    async with Client(server.url, "sessionid=x", [log]):
        socket, hello = await server.welcomed()
        assert hello["rooms"] == {str(ROOM): 4}
        await tell_changes(socket, 4, 5, 6)
        await socket.close(4001)
        _, hello = await server.welcomed()
        assert hello == {"type": "hello", "epoch": "e", "rooms": {str(ROOM): 6}}
        assert list(log.messages) == [5, 6]


async def test_a_gap_is_asked_for(server):
    async with Client(server.url, "sessionid=x", [RoomLog(ROOM, since=4)]):
        socket, _ = await server.welcomed()
        await tell_changes(socket, 6, 7)
        assert await heard(socket) == {"type": "join", "room": ROOM, "after": 4}


async def test_what_comes_beside_a_gap_is_not_asked_for_again(server):
    async with Client(server.url, "sessionid=x", [RoomLog(ROOM, since=4)]):
        socket, _ = await server.welcomed()
        await tell_changes(socket, 6, 7)
        await tell_changes(socket, 7, 8)
        await tell_changes(socket, 4, 5, 6, 7, 8)
        await tell_changes(socket, 10, 11)
        asked = [await heard(socket) for _ in range(2)]
        assert [frame["after"] for frame in asked] == [4, 8]


async def test_a_lost_last_message_is_asked_for_after_a_heartbeat(server):
    async with Client(server.url, "sessionid=x", [RoomLog(ROOM, since=4)]):
        socket, _ = await server.welcomed()
        for _ in range(2):
            await tell(socket, type="heartbeat", heads={str(ROOM): 5})
        assert await heard(socket) == {"type": "join", "room": ROOM, "after": 4}


async def test_a_resync_begins_with_the_newest_page(server):
    async with Client(server.url, "sessionid=x", [RoomLog(ROOM, since=4)]):
        socket, _ = await server.welcomed()
        await tell(socket, type="resync", room=ROOM, reason="behind", head=9_000)
        assert await heard(socket) == {"type": "join", "room": ROOM}


async def test_a_join_that_could_not_be_answered_is_sent_again(server):
    async with Client(server.url, "sessionid=x", [RoomLog(ROOM)]):
        socket, _ = await server.welcomed()
        first = await heard(socket)
        await tell(socket, type="error", code="unavailable", room=ROOM, retry_after=0.01)
        assert await heard(socket) == first == {"type": "join", "room": ROOM}


async def test_who_is_told_not_to_come_back_does_not(server):
    async with posting(server) as (socket, post):
        await tell(socket, type="bye", code=4503, reason="banned", retry_after=None)
        await socket.close(4503)
        with pytest.raises(Unwelcome, match="banned"):
            await asyncio.wait_for(post, SECONDS)
        assert server.sockets.empty()


async def test_a_close_code_is_reason_enough_when_the_farewell_was_lost(server):
    async with posting(server) as (socket, post):
        await socket.close(4503)
        with pytest.raises(Unwelcome, match="4503"):
            await asyncio.wait_for(post, SECONDS)
        assert server.sockets.empty()


async def test_those_who_are_told_when_to_come_back_do_not_come_all_at_once(server, monkeypatch):
    monkeypatch.setattr("random.uniform", lambda least, most: most)
    async with Client(server.url, "sessionid=x") as client:
        socket, _ = await server.welcomed()
        await client.ready()
        began = asyncio.get_running_loop().time()
        await tell(socket, type="bye", code=4001, reason="draining", retry_after=0.2)
        await socket.close(4001)
        await server.welcomed()
        assert asyncio.get_running_loop().time() - began >= 0.3


async def test_a_refused_handshake_is_final():
    def refuse(socket, request):
        return socket.respond(HTTPStatus.FORBIDDEN, "")

    async with serve(Server().serve, "127.0.0.1", 0, process_request=refuse) as listening:
        port = listening.sockets[0].getsockname()[1]
        async with Client(f"ws://127.0.0.1:{port}/ws/", "sessionid=x") as client:
            with pytest.raises(Unwelcome, match="forbidden"):
                await client.ready()


async def test_a_server_that_is_not_there_yet_is_waited_for(unused_tcp_port):
    server = Server()
    client = Client(f"ws://127.0.0.1:{unused_tcp_port}/ws/", "sessionid=x")
    async with client, serve(server.serve, "127.0.0.1", unused_tcp_port):
        await server.welcomed()
        await client.ready()
