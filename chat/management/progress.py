"""A progress bar on standard error, where it does not mix with what a command prints."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm  # type: ignore[import-untyped]


@contextmanager
def progress(total: int, unit: str) -> Iterator[Any]:
    """Give a bar of so many units; its `update(n)` moves it on."""
    with tqdm(total=total, unit=f" {unit}", file=sys.stderr) as bar:
        yield bar
