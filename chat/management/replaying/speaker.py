"""One person of a replay: does their steps one after another, on their own socket."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from uuid import uuid4

from asgiref.sync import sync_to_async

from chat.management.replaying.cast import Cast
from chat.management.replaying.script import Step, StepKind
from chat.management.replaying.verdict import Sent
from clients.python.client import Client, PostRefused, RoomLog, Unwelcome


class Speaker:
    """Takes its steps from the queue `steps`, until None.

    Each step waits for the previous one: before people leave, all their messages are acknowledged,
    and whoever a rate limit delays delays nobody else.
    """

    def __init__(
        self,
        nick: str,
        speaks: bool,
        cast: Cast,
        url: str,
        sent: list[Sent],
        done: Callable[[], None],
    ) -> None:
        self.steps: asyncio.Queue[Step | None] = asyncio.Queue()
        self._nick = nick
        self._speaks = speaks
        self._cast = cast
        self._url = url
        self._user_id = cast.people[nick].pk
        self._sent = sent
        self._done = done
        self._stack = AsyncExitStack()
        self._client: Client | None = None

    async def run(self) -> None:
        """Do the steps until the end; then close the socket."""
        async with self._stack:
            while step := await self.steps.get():
                await self._do(step)
                self._done()

    async def _do(self, step: Step) -> None:
        match step.kind:
            case StepKind.JOIN:
                await self._join()
            case StepKind.LEAVE:
                await self._hang_up()
                await sync_to_async(self._cast.remove)(self._nick)
            case StepKind.SAY:
                await self._say(step.body)

    async def _join(self) -> None:
        """Only people who say something need a socket."""
        if self._speaks:
            await self._connected()
        else:
            await sync_to_async(self._cast.add)(self._nick)

    async def _say(self, body: str) -> None:
        sent = Sent(self._user_id, uuid4(), body)
        client = await self._connected()
        self._sent.append(sent)
        try:
            ack = await client.post(self._cast.room.pk, sent.nonce, body)
        except (PostRefused, Unwelcome) as error:
            sent.refusal = f"{type(error).__name__}: {error}"
        else:
            sent.acknowledged_seq = ack["seq"]

    async def _connected(self) -> Client:
        """Logs miss some joins: whoever speaks is a member."""
        if self._client is None:
            await sync_to_async(self._cast.add)(self._nick)
            room = RoomLog(self._cast.room.pk)
            client = Client(self._url, self._cast.cookie(self._user_id), [room])
            self._client = await self._stack.enter_async_context(client)
        return self._client

    async def _hang_up(self) -> None:
        self._client = None
        await self._stack.aclose()
