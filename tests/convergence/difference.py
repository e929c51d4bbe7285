"""Where two things made of dicts and lists differ, one line for each place."""

from collections.abc import Iterator
from typing import Any


def differences(shown: Any, fresh: Any, path: str = "") -> Iterator[str]:
    """Yield each place with what is shown there and what a fresh page shows."""
    if isinstance(shown, dict) and isinstance(fresh, dict):
        for key in {**shown, **fresh}:
            yield from differences(shown.get(key), fresh.get(key), f"{path}.{key}")
    elif isinstance(shown, list | tuple) and isinstance(fresh, list | tuple):
        if len(shown) != len(fresh):
            yield f"{path}: {len(shown)} shown, {len(fresh)} on the page"
        for place, pair in enumerate(zip(shown, fresh, strict=False)):
            yield from differences(*pair, f"{path}[{place}]")
    elif shown != fresh:
        yield f"{path}: shown {shown!r:.300}, on the page {fresh!r:.300}"
