"""Places where a server can be told to die or to freeze: wrapped around it, not built into it.

Each is armed by a file of its name in a folder, and goes off once.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from chat.live.writing import writer
from chat.log import doorbell, journal

MID_BATCH = "mid-batch"
AFTER_COMMIT = "after-commit"
BEFORE_RING = "before-ring"
FREEZE = "freeze"


def install(armed: Path) -> None:
    """Wrap what may be armed in this folder."""

    def fires(name: str) -> bool:
        file = armed / name
        if not file.exists():
            return False
        file.unlink()
        return True

    def die(name: str) -> None:
        if fires(name):
            os.kill(os.getpid(), signal.SIGKILL)

    def freeze() -> None:
        if fires(FREEZE):
            os.kill(os.getpid(), signal.SIGSTOP)

    def before_commit() -> None:
        die(MID_BATCH)
        freeze()

    replace(journal, "append", lambda append: _followed(append, before_commit))
    replace(writer, "post_messages", lambda post: _followed(post, lambda: die(AFTER_COMMIT)))
    replace(doorbell, "ring", lambda ring: _led(ring, lambda: die(BEFORE_RING)))


def replace(owner: Any, name: str, made: Callable[[Any], Any]) -> None:
    """Put something else in the place of an attribute. Raises AttributeError when there is none."""
    setattr(owner, name, made(getattr(owner, name)))


def _followed(call: Callable[..., Any], then: Callable[[], object]) -> Callable[..., Any]:
    @wraps(call)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = call(*args, **kwargs)
        then()
        return result

    return wrapped


def _led(call: Callable[..., Any], first: Callable[[], object]) -> Callable[..., Any]:
    @wraps(call)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        first()
        return call(*args, **kwargs)

    return wrapped
