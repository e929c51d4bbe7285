"""Our own addresses, as the URL conf has them."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver

from chat.web.urls import urlpatterns


def addresses() -> dict[str, list[str]]:
    """Return every named address of ours, with the names of its parts."""
    return {
        pattern.name: list(pattern.pattern.converters)
        for pattern in _flat(urlpatterns)
        if pattern.name
    }


def _flat(patterns: Iterable[object]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern
