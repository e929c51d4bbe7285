"""How requests for pages are read."""

from typing import Any

from django.core.handlers.asgi import ASGIRequest


class Utf8Request(ASGIRequest):
    """A request whose words are UTF-8, whatever its Content-Type claims.

    Django believes the claim, and some names of encodings (`rot13`, `undefined`) make it fail.
    """

    @property
    def encoding(self) -> Any:
        """None, which stands for UTF-8."""
        return None

    @encoding.setter
    def encoding(self, claimed: Any) -> None:
        """Let the claim be."""
