"""How requests for pages are read."""

from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.utils.functional import cached_property

from chat.live.sessions.cookies import cookies_of


class Utf8Request(ASGIRequest):
    """A request whose words are UTF-8, whatever its Content-Type claims.

    Django believes the claim, and some names of encodings (`rot13`, `undefined`) make it fail.
    """

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]
        """The cookies, also when they come in several headers, as HTTP/2 may send them."""
        return cookies_of(self.scope["headers"])

    @property
    def encoding(self) -> Any:
        """None, which stands for UTF-8."""
        return None

    @encoding.setter
    def encoding(self, claimed: Any) -> None:
        """Let the claim be."""
