"""Sends one message at a time, until the server has accepted or refused it. No Django."""

import asyncio
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from clients.python.link import Link
from clients.python.room_log import Frame

ANSWER_SECONDS = 20.0
FAULTS_MAX = 5
NOT_ANSWERED: Frame = {"type": "error", "code": "not_answered", "retry_after": 0.0}


class PostRefused(Exception):
    """The message was refused for good; the text is the error code."""


class Outbox:
    """Repeats every message, with the same nonce, until it is acknowledged.

    One after another in call order, so that no message overtakes one that is repeated.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._turn = asyncio.Lock()
        self._nonce = ""
        self._answer: asyncio.Future[Frame] | None = None

    async def post(self, frame: Frame) -> Frame:
        """Send a frame with a nonce and return its `ack`. Raises PostRefused or Unwelcome."""
        faults = 0
        async with self._turn:
            while (answer := await self._attempt(frame))["type"] != "ack":
                faults += answer["code"] == "internal"
                if "retry_after" not in answer or faults == FAULTS_MAX:
                    raise PostRefused(answer["code"])
                await asyncio.sleep(answer["retry_after"])
        return answer

    def take(self, answer: Frame) -> bool:
        """Take an `ack` or `error`; False when it answers something else.

        A flooding error may come before the nonce was read, so it may concern any frame; repeating
        this one does no harm.
        """
        is_flood = answer.get("code") == "flooding" and "nonce" not in answer
        if answer.get("nonce") == self._nonce or is_flood:
            self._resolve(answer)
        return "nonce" in answer

    def lost(self) -> None:
        """The socket is gone: no answer will come on it."""
        self._resolve(NOT_ANSWERED)

    async def _attempt(self, frame: Frame) -> Frame:
        """Send once and return the answer; without one, the same nonce may be sent again."""
        await self._link.ready()
        self._nonce = frame["nonce"]
        self._answer = asyncio.get_running_loop().create_future()
        with suppress(ConnectionClosed, TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._link.send(frame)
                return await self._answer
        return NOT_ANSWERED

    def _resolve(self, answer: Frame) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(answer)
