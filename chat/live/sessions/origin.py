"""The full origin check: scheme, host and port, against cross-site use of the session cookie."""

from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

Scope = dict[str, Any]


class SameOrigin:
    """An ASGI application that only pages of this site, or of a trusted origin, may open.

    Channels' own validators compare the host alone, and a missing origin is refused here too:
    browsers always send one, and other programs can.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Hand over, or refuse the handshake, which the server answers with HTTP 403."""
        if may_open(scope):
            return await self._application(scope, receive, send)
        await receive()
        await send({"type": "websocket.close"})


def may_open(scope: Scope) -> bool:
    """Return whether the handshake comes from a page that may open a socket here."""
    origins = _headers(scope, b"origin")
    hosts = _headers(scope, b"host")
    if len(origins) != 1 or len(hosts) != 1:
        return False
    domain, _port = split_domain_port(hosts[0])
    if not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    scheme = "https" if settings.BEHIND_TLS else "http"
    return origins[0] in {f"{scheme}://{hosts[0]}", *settings.TRUSTED_ORIGINS}


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
