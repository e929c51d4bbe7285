"""One open socket, from handshake to end: who is it, may they, and goodbye."""

import asyncio
from contextlib import suppress
from typing import Any

from chat import metrics
from chat.live.runtime import Runtime, current
from chat.live.sessions.authentication import Visitor, visitor_of
from chat.live.socket.connection import Connection, Leaving
from chat.live.socket.connection_writer import (
    EXTENSION,
    ConnectionWriter,
    QueuedConnectionWriter,
    SendEvent,
)
from chat.live.socket.receive_loop import COME_BACK_SECONDS, Conversation, Receive
from chat.live.wire import frames
from chat.live.wire.protocol import Close
from chat.log import journal

GOODBYE_SECONDS = 2.0


async def consume(scope: dict[str, Any], receive: Receive, send: SendEvent) -> None:
    """Serve one socket from its handshake to its end. The ASGI application of the live edge."""
    opening = await receive()
    await send({"type": "websocket.accept"})
    writer: ConnectionWriter = opening.get(EXTENSION) or QueuedConnectionWriter(send)
    try:
        await _serve(scope, receive, writer)
    except Leaving as leaving:
        await _say_goodbye(leaving, writer, send)


async def _say_goodbye(leaving: Leaving, writer: ConnectionWriter, send: SendEvent) -> None:
    metrics.sockets_closed.labels(leaving.close.name.lower()).inc()
    writer.write(frames.bye(leaving.close, leaving.retry_after))
    with suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await writer.drained()
    with suppress(Exception):  # each server has its own for a client that is gone
        await send({"type": "websocket.close", "code": leaving.close.value})


async def _serve(scope: dict[str, Any], receive: Receive, writer: ConnectionWriter) -> None:
    runtime = current()
    if runtime.draining:
        raise Leaving(Close.DRAINING, COME_BACK_SECONDS)
    visitor = await _visitor(runtime, scope)
    scope["headers"].clear()  # a socket stays open for days, and has no further use for them
    connection = Connection(runtime, visitor.user, visitor.session_key, writer)
    person = runtime.people.enter(connection)
    if person is None:
        raise Leaving(Close.TOO_MANY_SOCKETS)
    connection.person = person
    runtime.presence.entered(connection)
    metrics.sockets.inc()
    try:
        await Conversation(connection).run(receive)
    finally:
        metrics.sockets.dec()
        runtime.drop(connection)


async def _visitor(runtime: Runtime, scope: dict[str, Any]) -> Visitor:
    try:
        visitor = await runtime.readers.run(visitor_of, scope)
    except journal.UNAVAILABLE:
        raise Leaving(Close.OVERLOADED, COME_BACK_SECONDS) from None
    if visitor is None:
        raise Leaving(Close.NOT_SIGNED_IN)
    return visitor
