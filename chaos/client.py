"""One scripted person: a socket, an outbox and a fold of each room, as docs/protocol.md says.

Written from the protocol alone, apart from the product's own clients; everything that it sends,
hears and holds goes into the history that the checker reads.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import uuid4

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from chaos.history import (
    Ack,
    Attempt,
    Delivery,
    Ending,
    Facts,
    History,
    Refusal,
    Sight,
    View,
)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
"""Somebody looks at each page."""
OPEN_SECONDS = 5.0
ANSWER_SECONDS = 10.0
SILENCE = 2.5
"""Heartbeats that may be missing before the socket counts as dead."""
DO_NOT_COME_BACK = 4500
OUTBOX_MAX = 5
"""Whoever sees that nothing goes out stops writing after so many turns."""
SHARED_FRAMES = 512

Frame = dict[str, Any]
Turn = list[Frame]
"""What is sent at once, and answered for good before anything else of this person is sent."""


@lru_cache(SHARED_FRAMES)
def heard(raw: bytes) -> tuple[Frame, list[Sight]]:
    """Read a frame once, for the same bytes go to everybody; nobody may change what they get."""
    frame = msgspec.json.decode(raw)
    messages = frame["messages"] if frame["type"] == "changes" else []
    return frame, [Sight(one["id"], one["seq"], one["changed_seq"]) for one in messages]


@dataclass
class Person:
    """Somebody with an account and a session."""

    id: int
    username: str
    cookie: str


@dataclass
class RoomFold:
    """What the client holds of one room: kept over connections, as a browser would keep it."""

    cursor: int | None = 0
    since: int = 0
    heartbeat: int | None = None
    told: int | None = None
    messages: dict[int, Facts] = field(default_factory=dict)

    def join(self, room: int) -> Frame:
        """Return the frame that asks for what follows, or for the newest page."""
        after = {} if self.cursor is None else {"after": self.cursor}
        return {"type": "join", "room": room, **after}

    def take(self, messages: list[Facts], upto: int) -> None:
        """Apply what came, and only then move the cursor."""
        for message in messages:
            held = self.messages.get(message["id"])
            if held is None or message["changed_seq"] > held["changed_seq"]:
                self.messages[message["id"]] = message
        self.cursor = upto

    def kept(self) -> "RoomFold":
        """Return what is found again after a crash: all of it, for it was kept when applied."""
        return self

    def drop(self) -> None:
        """Forget everything; the newest page comes next."""
        self.cursor, self.messages = None, {}


class Client:
    """One person's one tab. `clock` gives the run's seconds."""

    def __init__(
        self,
        number: int,
        url: str,
        person: Person,
        history: History,
        clock: Callable[[], float],
        rng: random.Random,
        fold: type[RoomFold] = RoomFold,
    ) -> None:
        self.number = number
        self.person = person
        self.rng = rng
        self.rooms: dict[int, RoomFold] = {}
        self.member: set[int] = set()
        self.outbox: deque[Turn] = deque()
        self.open = False
        self.deaf = asyncio.Event()
        self.deaf.set()
        self.revoked = False
        self.left_at: float | None = None
        self._fold = fold
        self._url = url
        self._history = history
        self._clock = clock
        self._epoch: str | None = None
        self._silence = OPEN_SECONDS
        self._socket: ClientConnection | None = None
        self._all_answered: asyncio.Future[None] | None = None
        self._awaited: set[str] = set()
        self._answers: dict[str, Frame] = {}
        self._sent: set[str] = set()
        self._turns = 0
        self._something = asyncio.Event()
        self._wake = asyncio.Event()
        self._present = asyncio.Event()
        self._present.set()
        self._failures = 0
        self._bye: Frame = {}

    # --- What a script tells it to do -------------------------------------------------------

    def say(self, kind: str, room: int, body: str = "", target: int | None = None) -> str | None:
        """Put something into the outbox and return its nonce; None when the outbox is full."""
        if len(self.outbox) >= OUTBOX_MAX:
            return None
        frame: Frame = {"type": kind, "room": room, "nonce": str(uuid4())}
        if target is not None:
            frame["id"] = target
        if body:
            frame["emoji" if kind in ("react", "unreact") else "body"] = body
        self._history.attempts.append(
            Attempt(frame["nonce"], self.person.id, room, kind, self._clock(), body, target)
        )
        self._put([frame])
        return str(frame["nonce"])

    def say_at_once(self, room: int, bodies: Sequence[str]) -> int:
        """Put several messages into the outbox as one turn; return how many, 0 when it is full."""
        if len(self.outbox) >= OUTBOX_MAX or not bodies:
            return 0
        self._turns += 1
        turn: Turn = [
            {"type": "message", "room": room, "nonce": str(uuid4()), "body": body}
            for body in bodies
        ]
        who, now = self.person.id, self._clock()
        self._history.attempts += [
            Attempt(one["nonce"], who, room, "message", now, one["body"], turn=self._turns)
            for one in turn
        ]
        self._put(turn)
        return len(turn)

    async def flood(self, room: int, number: int) -> None:
        """Say this much at once, without waiting for any answer, and never again."""
        for count in range(number):
            nonce, body = str(uuid4()), f"{room} flood {count}"
            self._history.attempts.append(
                Attempt(nonce, self.person.id, room, "message", self._clock(), body, in_turn=False)
            )
            await self._send({"type": "message", "room": room, "nonce": nonce, "body": body})

    def also_say(self, frame: Frame) -> None:
        """Send what another tab of this person has in its outbox, and has written down."""
        self._history.repeated.add(frame["nonce"])
        self._put([frame])

    def _put(self, turn: Turn) -> None:
        self.outbox.append(turn)
        self._something.set()

    def away(self) -> None:
        """Lose the socket and stay without one."""
        self._present.clear()
        self.crash()

    def back(self) -> None:
        """Come back from being away."""
        self._present.set()

    def wake(self) -> None:
        """Come back now, as on `online` or when the page becomes visible."""
        self._wake.set()

    def crash(self) -> None:
        """Lose the socket, and of what it holds all that was not kept; the outbox was."""
        self.rooms = {room: fold.kept() for room, fold in self.rooms.items()}
        if self._socket:
            self._socket.transport.abort()

    def views(self) -> list[View]:
        """Return what the client holds of each room in the end."""
        return [
            View(
                self.number,
                self.person.id,
                room,
                fold.cursor,
                fold.since,
                fold.heartbeat,
                fold.messages,
            )
            for room, fold in self.rooms.items()
        ]

    # --- The socket -------------------------------------------------------------------------

    async def stay(self) -> None:
        """Keep the socket open until cancelled, or until the server says not to come back."""
        while self._bye.get("code", 0) < DO_NOT_COME_BACK:
            await self._present.wait()
            await self._connect()
            if self._bye.get("code", 0) < DO_NOT_COME_BACK:
                await self._pause()
        self.left_at = self._clock()

    async def _connect(self) -> None:
        self._bye = {}
        socket = None
        try:
            async with connect(
                self._url,
                origin=Origin(self._url.replace("ws", "http", 1).removesuffix("/ws/")),
                additional_headers={"Cookie": self.person.cookie},
                compression=None,
                max_size=None,
                max_queue=16,
                open_timeout=OPEN_SECONDS,
                close_timeout=1,
                ping_interval=None,
                proxy=None,
            ) as socket:
                self._socket = socket
                await self._converse(socket)
        except (OSError, WebSocketException, TimeoutError, EOFError):
            pass  # however it ended, `bye` says what to do now
        finally:
            self.open = False
            self._lost()
            if socket is not None:
                self._ended(socket.close_code or 1006)

    async def _converse(self, socket: ClientConnection) -> None:
        cursors = {str(room): fold.cursor for room, fold in self.rooms.items()}
        known = {room: cursor for room, cursor in cursors.items() if cursor is not None}
        await self._send({"type": "hello", "epoch": self._epoch, "rooms": known})
        sender: asyncio.Task[None] | None = None
        try:
            while True:
                await self.deaf.wait()
                async with asyncio.timeout(self._silence):
                    raw = await socket.recv(decode=False)
                frame, sights = heard(raw)
                await self._take(frame, sights)
                if frame["type"] == "welcome":
                    sender = asyncio.create_task(self._send_for_ever())
        finally:
            if sender:
                sender.cancel()

    async def _pause(self) -> None:
        """Full jitter, one timer; `retry_after` of a farewell goes first."""
        longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0**self._failures)
        seconds = self._bye.get("retry_after") or self.rng.uniform(0, longest)
        self._failures += 1
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    async def _send(self, frame: Frame) -> None:
        if self._socket:
            await self._socket.send(msgspec.json.encode(frame), text=True)

    def _ended(self, code: int) -> None:
        ending = Ending(self.number, code, self._bye.get("code"), self._clock())
        self._history.endings.append(ending)

    # --- Sending: one after the other, again until it is answered for good ------------------

    async def _send_for_ever(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                while not self.outbox:
                    self._something.clear()
                    await self._something.wait()
                await self._deliver(self.outbox[0])

    async def _deliver(self, turn: Turn) -> None:
        """Send a turn; what of it was refused for now, or got no answer, stays in the outbox."""
        answers = await self._attempt(turn)
        waits = [answer["retry_after"] for answer in answers.values() if _for_now(answer)]
        left = [frame for frame in turn if _for_now(answers.get(frame["nonce"]))]
        if left:
            self.outbox[0] = left
        else:
            self.outbox.popleft()
        if waits:
            await asyncio.sleep(max(waits) * self.rng.uniform(0.5, 1.0))

    async def _attempt(self, turn: Turn) -> dict[str, Frame]:
        """The answers to one sending, by nonce, as far as any came."""
        self._all_answered = asyncio.get_running_loop().create_future()
        nonces = [frame["nonce"] for frame in turn]
        self._awaited, self._answers = set(nonces), {}
        self._history.repeated |= self._sent.intersection(nonces)
        self._sent.update(nonces)
        for frame in turn:
            await self._send(frame)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_answered, ANSWER_SECONDS)
        return self._answers

    def _lost(self) -> None:
        if self._all_answered and not self._all_answered.done():
            self._all_answered.cancel()

    def _answered(self, frame: Frame) -> None:
        now, nonce = self._clock(), frame["nonce"]
        if frame["type"] == "ack":
            self._history.acks.append(Ack(nonce, frame["id"], frame["seq"], now))
        else:
            self._history.refusals.append(Refusal(nonce, frame["code"], now))
        if nonce in self._awaited:
            self._awaited.discard(nonce)
            self._answers[nonce] = frame
        waiting = self._all_answered
        if waiting and not waiting.done() and not self._awaited:
            waiting.set_result(None)

    # --- Hearing ----------------------------------------------------------------------------

    async def _take(self, frame: Frame, sights: list[Sight]) -> None:
        match frame["type"]:
            case "welcome":
                await self._welcome(frame)
            case "rooms":
                await self._listed(frame["rooms"])
            case "changes":
                await self._changes(frame, sights)
            case "history":
                self._page(frame)
            case "heartbeat":
                await self._heartbeat(frame["heads"])
            case "resync":
                fold = self.rooms.setdefault(frame["room"], self._fold())
                fold.drop()
                await self._send(fold.join(frame["room"]))
            case "removed":
                self.member.discard(frame["room"])
                if not frame["readable"]:
                    self.rooms.pop(frame["room"], None)
            case "ack":
                self._answered(frame)
            case "error":
                await self._refused(frame)
            case "bye":
                self._bye = frame

    async def _welcome(self, frame: Frame) -> None:
        self._epoch = frame["epoch"]
        self._silence = frame["heartbeat"] * SILENCE
        self._failures = 0
        self.open = True
        for fold in self.rooms.values():
            fold.heartbeat = fold.told = None
        for room, fold in self.rooms.items():
            if fold.cursor is None:
                await self._send(fold.join(room))
        await self._listed(frame["rooms"])

    async def _listed(self, rooms: list[Frame]) -> None:
        """A room that is new in the list is watched from its beginning."""
        self.member = {room["id"] for room in rooms}
        for room_id in self.member - self.rooms.keys():
            self.rooms[room_id] = self._fold()
            await self._send(self.rooms[room_id].join(room_id))

    async def _changes(self, frame: Frame, sights: list[Sight]) -> None:
        room = frame["room"]
        fold = self.rooms.get(room)
        if fold is None or fold.cursor is None:
            return
        self._history.deliveries.append(
            Delivery(
                self.number,
                self.person.id,
                room,
                fold.cursor,
                frame["after"],
                frame["upto"],
                self._clock(),
                sights,
            )
        )
        if frame["after"] > fold.cursor:
            await self._send(fold.join(room))
        elif frame["upto"] > fold.cursor:
            fold.take(frame["messages"], frame["upto"])

    def _page(self, frame: Frame) -> None:
        fold = self.rooms.get(frame["room"])
        if fold is None or fold.cursor is not None:
            return
        messages = frame["messages"]
        fold.since = messages[0]["seq"] - 1 if messages else frame["head"]
        fold.take(messages, frame["head"])

    async def _heartbeat(self, heads: dict[str, int]) -> None:
        for room, fold in self.rooms.items():
            head, before = heads.get(str(room)), fold.heartbeat
            fold.heartbeat = head
            behind = head is not None and fold.cursor is not None and head > fold.cursor
            if behind and before is not None and fold.told == fold.cursor:
                await self._send(fold.join(room))
            fold.told = fold.cursor

    async def _refused(self, frame: Frame) -> None:
        if "nonce" in frame:
            return self._answered(frame)
        room = frame.get("room")
        if "retry_after" in frame and room in self.rooms:
            await asyncio.sleep(frame["retry_after"])
            await self._send(self.rooms[room].join(room))
        elif frame["code"] == "not_found" and room is not None:
            self.member.discard(room)
            self.rooms.pop(room, None)


def _for_now(answer: Frame | None) -> bool:
    """Whether the same may be sent again: nothing was said, or that there is no place yet."""
    return answer is None or (answer["type"] == "error" and "retry_after" in answer)
