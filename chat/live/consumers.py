"""One open socket, from handshake to end: who is it, may they, and goodbye."""

from collections.abc import Awaitable, Callable
from typing import Any

from chat import journal
from chat.live import protocol
from chat.live.authentication import person_of
from chat.live.connection import COME_BACK_SECONDS, Connection, Leaving
from chat.live.protocol import Close
from chat.live.runtime import Runtime, current
from chat.models import User

Receive = Callable[[], Awaitable[dict[str, Any]]]
SendEvent = Callable[[dict[str, Any]], Awaitable[None]]


async def consume(scope: dict[str, Any], receive: Receive, send: SendEvent) -> None:
    """Serve one socket from its handshake to its end. The ASGI application of the live edge."""
    await receive()
    await send({"type": "websocket.accept"})
    try:
        await _serve(scope, receive, send)
    except Leaving as leaving:
        farewell = protocol.bye(leaving.close, leaving.retry_after)
        await send({"type": "websocket.send", "text": farewell})
        await send({"type": "websocket.close", "code": leaving.close.value})


async def _serve(scope: dict[str, Any], receive: Receive, send: SendEvent) -> None:
    runtime = current()
    user = await _person(runtime, scope)
    person = runtime.people.enter(user.pk)
    if person is None:
        raise Leaving(Close.TOO_MANY_SOCKETS)
    connection = Connection(runtime, user, person, send)
    try:
        await connection.run(receive)
    finally:
        runtime.people.exit(user.pk)
        runtime.hub.drop(connection)


async def _person(runtime: Runtime, scope: dict[str, Any]) -> User:
    try:
        user = await runtime.readers.run(person_of, scope)
    except journal.UNAVAILABLE:
        raise Leaving(Close.OVERLOADED, COME_BACK_SECONDS) from None
    if user is None:
        raise Leaving(Close.NOT_SIGNED_IN)
    return user
