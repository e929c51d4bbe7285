"""One open socket, from handshake to end: who is it, may they, and goodbye."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from chat import journal
from chat.live import frames
from chat.live.authentication import Visitor, visitor_of
from chat.live.connection import Connection, Leaving
from chat.live.conversation import COME_BACK_SECONDS, Conversation, Receive
from chat.live.protocol import Close
from chat.live.runtime import Runtime, current
from chat.live.sockets import Gone

SendEvent = Callable[[dict[str, Any]], Awaitable[None]]


async def consume(scope: dict[str, Any], receive: Receive, send: SendEvent) -> None:
    """Serve one socket from its handshake to its end. The ASGI application of the live edge."""
    await receive()
    await send({"type": "websocket.accept"})
    with suppress(Gone):
        try:
            await _serve(scope, receive, send)
        except Leaving as leaving:
            await _say_goodbye(leaving, send)


async def _say_goodbye(leaving: Leaving, send: SendEvent) -> None:
    farewell = frames.bye(leaving.close, leaving.retry_after)
    try:
        await send({"type": "websocket.send", "text": farewell})
        await send({"type": "websocket.close", "code": leaving.close.value})
    except Exception as error:  # each server has its own for a client that is gone
        raise Gone from error


async def _serve(scope: dict[str, Any], receive: Receive, send: SendEvent) -> None:
    runtime = current()
    visitor = await _visitor(runtime, scope)
    connection = Connection(runtime, visitor.user, visitor.session_key, send)
    person = runtime.people.enter(connection)
    if person is None:
        raise Leaving(Close.TOO_MANY_SOCKETS)
    connection.person = person
    runtime.presence.entered(connection)
    try:
        await Conversation(connection).run(receive)
    finally:
        runtime.drop(connection)


async def _visitor(runtime: Runtime, scope: dict[str, Any]) -> Visitor:
    try:
        visitor = await runtime.readers.run(visitor_of, scope)
    except journal.UNAVAILABLE:
        raise Leaving(Close.OVERLOADED, COME_BACK_SECONDS) from None
    if visitor is None:
        raise Leaving(Close.NOT_SIGNED_IN)
    return visitor
