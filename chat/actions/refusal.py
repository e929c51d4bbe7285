"""Why an action was not done."""

import logging

from chat.log.journal import UNAVAILABLE

logger = logging.getLogger(__name__)


class Refused(Exception):
    """Nothing was changed; `code` is stable and listed in docs/protocol.md.

    `retry_after`: the seconds after which it may be done, where that is known. `detail`: what
    whoever runs this place wants people to read about it.
    """

    def __init__(self, code: str, retry_after: float | None = None, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.detail = detail


def refusal_of(error: Exception) -> Refused:
    """Return what somebody is told whose act ended with this error; a fault of ours is logged."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, UNAVAILABLE):
        return Refused("unavailable")
    logger.error("Something could not be done", exc_info=error)
    return Refused("internal")
