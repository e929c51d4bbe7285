"""People who talk without a pause, on sockets of their own, in a thread of their own.

For tests in a browser, whose thread belongs to Playwright. Pages are asked for all the while too.
"""

import asyncio
import os
import threading
import time
from collections import Counter
from concurrent.futures import Future
from contextlib import AsyncExitStack
from typing import Any, Self
from uuid import uuid4

from clients.python.client import Client, RoomLog
from clients.python.room_log import Frame
from tests import services

PAUSE_SECONDS = 0.4
PAGE_PAUSE_SECONDS = 0.2
WAIT_SECONDS = 60


class Talker(Client):
    """One of them, who remembers when the server welcomed them."""

    def __init__(self, url: str, cookie: str, log: RoomLog) -> None:
        super().__init__(url, cookie, [log])
        self.log = log
        self.welcomes: list[float] = []

    async def _welcome(self, frame: Frame) -> None:
        self.welcomes.append(time.monotonic())
        await super()._welcome(frame)


class Crowd:
    """`with crowd:` lets them in, and ends when all have heard everything that was said."""

    def __init__(self, deployment: services.Deployment, made: dict[str, Any]) -> None:
        self.trouble: list[str] = []
        self.talkers: list[Talker] = []
        self._deployment = deployment
        self._people: list[dict[str, Any]] = made["people"]
        self._room: int = made["rooms"][0]["id"]
        self._acknowledged: list[str] = []
        self._entered: Future[None] = Future()
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._stay()), daemon=True)

    def __enter__(self) -> Self:
        """Begin to talk, and return once everybody is there."""
        os.environ["SSL_CERT_FILE"] = str(self._deployment.nginx.certificate)
        self._thread.start()
        self._entered.result(WAIT_SECONDS)
        return self

    def __exit__(self, *error: object) -> None:
        """Stop talking, and return once everybody has heard everything."""
        self._leaving.set()
        self._thread.join(WAIT_SECONDS)
        assert not self._thread.is_alive()
        os.environ.pop("SSL_CERT_FILE")

    @property
    def arrivals(self) -> int:
        """How often one of them was welcomed."""
        return sum(len(talker.welcomes) for talker in self.talkers)

    def talk_on(self) -> None:
        """Return when each of them has said one more thing."""
        enough = len(self._acknowledged) + len(self.talkers)
        deadline = time.monotonic() + WAIT_SECONDS
        while len(self._acknowledged) < enough:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def spread_of_returns(self) -> float:
        """Seconds between the first and the last to come back from the first restart."""
        returns = [talker.welcomes[1] for talker in self.talkers if len(talker.welcomes) > 1]
        first = min(returns)
        return max(moment for moment in returns if moment < first + 2) - first

    def lost_or_doubled(self) -> list[str]:
        """What was acknowledged and is not in everybody's log exactly once, in one order."""
        logs = [self._heard(talker) for talker in self.talkers]
        said = Counter(self._acknowledged)
        wrong = [body for log in logs for body in (Counter(log) - said) + (said - Counter(log))]
        return wrong + ["other order" for log in logs if log != logs[0]]

    def _heard(self, talker: Talker) -> list[str]:
        messages = sorted(talker.log.messages.values(), key=lambda message: message["seq"])
        return [message["body"] for message in messages if message["kind"] == "text"]

    async def _stay(self) -> None:
        url = f"{self._deployment.url.replace('https', 'wss')}/ws/"
        async with AsyncExitStack() as stack:
            for person in self._people:
                talker = Talker(url, person["cookie"], RoomLog(self._room, since=0))
                self.talkers.append(await stack.enter_async_context(talker))
            for talker in self.talkers:
                await talker.ready()
            self._entered.set_result(None)
            talking = [self._talk(number, talker) for number, talker in enumerate(self.talkers)]
            await asyncio.gather(self._ask_for_pages(), *talking)
            await self._hear_everything()

    async def _talk(self, number: int, talker: Talker) -> None:
        turn = 0
        while not self._leaving.is_set():
            turn += 1
            body = f"{number} says {turn}"
            try:
                await talker.post(self._room, uuid4(), body)
            except Exception as error:
                self.trouble.append(f"{body}: {error!r}")
                return
            self._acknowledged.append(body)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _ask_for_pages(self) -> None:
        url, certificate = self._deployment.url, self._deployment.nginx.certificate
        while not self._leaving.is_set():
            page = f"{url}/accounts/login/"
            status, _body = await asyncio.to_thread(services.fetch, page, certificate)
            if status != 200:
                self.trouble.append(f"{page}: {status}")
            await asyncio.sleep(PAGE_PAUSE_SECONDS)

    async def _hear_everything(self) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            for talker in self.talkers:
                while len(self._heard(talker)) < len(self._acknowledged):
                    await asyncio.sleep(0.05)
