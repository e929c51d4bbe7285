"""How requests for pages are decoded."""

from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.utils.functional import cached_property

from chat.live.sessions.cookies import cookies_of


class Utf8Request(ASGIRequest):
    """A request that is decoded as UTF-8, whatever its Content-Type says.

    Django follows it, and fails with some encodings (`rot13`, `undefined`).
    """

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]
        """The cookies, also from several headers, as HTTP/2 may send them."""
        return cookies_of(self.scope["headers"])

    @property
    def encoding(self) -> Any:
        """None, which stands for UTF-8."""
        return None

    @encoding.setter
    def encoding(self, claimed: Any) -> None:
        """Ignore the encoding of the Content-Type."""
