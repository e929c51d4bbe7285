"""The one address of the live edge."""

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from chat.live.sessions.origin import SameOrigin
from chat.live.socket.consumers import consume


async def refuse(_scope: Any, receive: Any, send: Any) -> None:
    """Refuse a handshake at any other address, which the server answers with HTTP 403."""
    await receive()
    await send({"type": "websocket.close"})


routes: list[Any] = [
    path("ws/", consume),  # type: ignore[arg-type]
    re_path(r"", refuse),  # type: ignore[arg-type]
]

websockets = SameOrigin(URLRouter(routes))
