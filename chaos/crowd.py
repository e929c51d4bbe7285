"""Fifty people in ten rooms, who talk, edit, delete, react, come, go and are sent away."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from chaos.client import Client, Person, RoomFold
from chaos.history import Facts, History, Passage
from chaos.web import submit

EMOJI = ("👍", "🎉", "😀", "🙏", "✨")
ACTS = ("message", "edit", "delete", "react", "unreact")
WEIGHTS = (80, 8, 2, 7, 3)
PASSAGE_SECONDS = 2.0
ARRIVAL_SECONDS = 120.0
BREATH_SECONDS = 0.02
LONGER = 3.0


@dataclass(frozen=True)
class Pace:
    """How much is going on: seconds of talk besides the fault's.

    `rate`: acts a second of all who write as people do, one thing after the other. Beside them
    `talkers` send turns of up to `turn` messages at once, each as soon as the one before is
    acknowledged, until they have said `most` together. A run goes on until `least` are
    acknowledged, as long as that does not take several times the usual. `lasting`: this part of
    the time that a fault usually lasts; `patience`: seconds until who has not settled is judged as
    they are.
    """

    people: int = 50
    rooms: int = 10
    rate: float = 60.0
    talkers: int = 8
    turn: int = 40
    least: int = 1_500
    most: int = 2_000
    seconds: float = 4.0
    lasting: float = 1.0
    patience: float = 240.0


@dataclass
class Place:
    """A room of the stage: its owner never leaves it."""

    id: int
    slug: str
    private: bool
    owner: Person
    people: list[Person]


@dataclass
class Stage:
    """Who is there for one run, and where."""

    people: list[Person]
    places: list[Place]


class Crowd:
    """The clients of one run, and the scripts that they follow. `port`: where they find Hiroba."""

    def __init__(
        self,
        stage: Stage,
        port: int,
        seed: str,
        pace: Pace,
        clock: Callable[[], float],
        fold: type[RoomFold] = RoomFold,
    ) -> None:
        self.history = History()
        self.stage = stage
        self.port = port
        self.clock = clock
        self.clients = [
            Client(
                number,
                f"ws://127.0.0.1:{port}/ws/",
                person,
                self.history,
                clock,
                random.Random(f"{seed}/{number}"),
                fold,
            )
            for number, person in enumerate(stage.people)
        ]
        self._pause = len(self.clients) / pace.rate
        self._pace = pace
        self._left = pace.most
        self._numbers = count(1)
        self._rng = random.Random(f"{seed}/passages")
        self._staying: list[asyncio.Task[None]] = []
        self._talking: list[asyncio.Task[None]] = []

    async def arrive(self) -> None:
        """Connect everybody, and wait until all are welcomed. Raises TimeoutError."""
        self._staying = [asyncio.create_task(client.stay()) for client in self.clients]
        async with asyncio.timeout(ARRIVAL_SECONDS):
            while not all(client.open for client in self.clients):
                await asyncio.sleep(0.05)

    def talk(self) -> None:
        """Begin to follow the scripts."""
        self._talking = [asyncio.create_task(self._live(client)) for client in self.clients]
        talkers = self.clients[len(self.clients) - self._pace.talkers :]
        self._talking += [asyncio.create_task(self._talk_much(client)) for client in talkers]
        self._talking += [asyncio.create_task(self._keep(place)) for place in self.stage.places]

    async def heard(self, acks: int) -> None:
        """Wait until so much is acknowledged, or nobody talks, or it takes too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGER * self._pace.seconds):
                while self._talking and len(self.history.acks) < acks:
                    await asyncio.sleep(0.05)

    async def sent(self) -> None:
        """Wait until all outboxes are empty, or until that takes too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGER * self._pace.seconds):
                while any(client.outbox for client in self.clients):
                    await asyncio.sleep(0.05)

    async def hush(self) -> None:
        """Stop; what is in the outboxes is still sent."""
        talking, self._talking = self._talking, []
        await _end(talking)

    async def part(self) -> None:
        """Close all sockets."""
        await _end(self._staying)

    # --- What people do ---------------------------------------------------------------------

    async def _live(self, client: Client) -> None:
        while True:
            await asyncio.sleep(client.rng.expovariate(1 / self._pause))
            if client.member:
                self._act(client, f"{client.number}.{next(self._numbers)}")

    async def _talk_much(self, client: Client) -> None:
        """One turn after the other, each as soon as the one before is answered."""
        while self._left > 0:
            if client.outbox or not client.member or not client.open:
                await asyncio.sleep(BREATH_SECONDS)
                continue
            room, size = client.rng.choice(sorted(client.member)), self._pace.turn
            name = f"{room} {client.number}/{next(self._numbers)}"
            said = range(client.rng.randint(1, min(size, self._left)))
            self._left -= client.say_at_once(room, [f"{name}/{one} ひろば" for one in said])

    def _act(self, client: Client, name: str) -> None:
        rng = client.rng
        room = rng.choice(sorted(client.member))
        kind = rng.choices(ACTS, WEIGHTS)[0]
        fold = client.rooms.get(room)
        mine = [] if kind == "message" or fold is None else list(fold.messages.values())[-30:]
        target = _target(kind, client.person.id, mine, rng)
        if target is None:
            client.say("message", room, f"{room} {name} ひろば")
        elif kind == "edit":
            client.say(kind, room, f"{room} {name} 改", target)
        elif kind == "delete":
            client.say(kind, room, target=target)
        else:
            client.say(kind, room, rng.choice(EMOJI), target)

    # --- Who comes and goes -----------------------------------------------------------------

    async def _keep(self, place: Place) -> None:
        """One passage after the other: in a private room its owner decides, else everybody."""
        out: set[int] = set()
        others = [person for person in place.people if person.id != place.owner.id]
        while True:
            await asyncio.sleep(self._rng.expovariate(1 / PASSAGE_SECONDS))
            person = self._rng.choice(others)
            into = person.id in out
            if await self.passage(place, person, into) is not None:
                (out.discard if into else out.add)(person.id)

    async def passage(self, place: Place, person: Person, into: bool) -> int | None:
        """Let somebody into a room, or end their membership; return the status of the answer."""
        self.history.passages.append(Passage(place.id, person.id, into, self.clock()))
        path = f"/rooms/{place.slug}/"
        if not place.private:
            return await submit(self.port, path + ("join/" if into else "leave/"), person)
        if into:
            return await submit(self.port, path + "add/", place.owner, people=person.username)
        return await submit(self.port, f"{path}members/{person.id}/remove/", place.owner)

    # --- Whether all is well ----------------------------------------------------------------

    def told_by_heartbeat(self, heads: dict[int, int]) -> bool:
        """Return whether the last heartbeats named the heads of all that is watched."""
        return all(
            fold.heartbeat == heads[room]
            for client in self.clients
            if not client.revoked
            for room, fold in client.rooms.items()
        )

    def unsettled(self, heads: dict[int, int]) -> list[str]:
        """Return who is not there, has not sent all, or does not know all."""
        told = []
        for client in self.clients:
            if client.revoked:
                continue
            behind = [room for room, fold in client.rooms.items() if fold.cursor != heads[room]]
            if client.outbox or behind or not client.open:
                unsent = f"{len(client.outbox)} unsent" if client.outbox else ""
                told.append(f"{client.number}: {unsent} {behind} {'' if client.open else 'away'}")
        return told

    def judge_views(self) -> None:
        """Write down what everybody holds in the end."""
        for client in self.clients:
            if not client.revoked:
                self.history.views.extend(client.views())

    def longest_silence(self, since: float, until: float) -> float:
        """Return the most seconds in this window in which a room got nothing acknowledged."""
        rooms = {attempt.nonce: attempt.room for attempt in self.history.attempts}
        times: dict[int, list[float]] = {place.id: [since] for place in self.stage.places}
        for ack in self.history.acks:
            if since < ack.at < until:
                times[rooms[ack.nonce]].append(ack.at)
        return max(
            later - before
            for told in times.values()
            for before, later in zip(told, [*told[1:], until], strict=True)
        )


def _target(kind: str, person: int, messages: list[Facts], rng: random.Random) -> int | None:
    """A message that this may be done to: one's own, but for reactions."""
    fits = [
        message["id"]
        for message in messages
        if message["kind"] == "text"
        and message["deleted_at"] is None
        and (kind in ("react", "unreact") or message["author"]["id"] == person)
    ]
    return rng.choice(fits) if fits else None


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
