"""Where sockets are opened: the one address of the live edge."""

from typing import Any

from django.urls import path, re_path

from chat.live.socket.consumers import ChatConsumer


async def refuse(_scope: Any, receive: Any, send: Any) -> None:
    """Refuse a handshake at any other address, which the server answers with HTTP 403."""
    await receive()
    await send({"type": "websocket.close"})


websocket_urlpatterns: list[Any] = [
    path("ws/", ChatConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path(r"", refuse),  # type: ignore[arg-type]
]
