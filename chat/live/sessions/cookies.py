"""The cookies of a request, read the same way for pages and for sockets."""

from collections.abc import Iterable

from django.http import parse_cookie


def cookies_of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return what an ASGI scope's headers bring, read as leniently as Django's pages do.

    Other programs on this host set cookies of their own, in whatever form: none may hide ours.
    HTTP/2 splits the header; RFC 9113 §8.2.3 says how the parts become one.
    """
    parts = [value.decode("latin-1") for name, value in headers if name == b"cookie"]
    return parse_cookie("; ".join(parts))
