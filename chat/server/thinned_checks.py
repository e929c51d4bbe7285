"""Daphne's server, with fewer of its periodic checks of every connection.

Daphne goes through all connections every second to clean up finished ones, and every two seconds
for timeouts. With 8,000 idle sockets that was most of what the process did (docs/decisions.md).
"""

from itertools import cycle
from typing import Any

from daphne.server import Server
from twisted.internet import reactor as any_reactor

reactor: Any = any_reactor


class ThinnedChecksServer(Server):
    """Skips `skipped` checks between any two that it runs."""

    def __init__(self, *args: Any, skipped: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._cleanups, self._timeouts = (cycle([*[False] * skipped, True]) for _ in range(2))

    def application_checker(self) -> None:
        """Clean up finished connections."""
        if next(self._cleanups):
            super().application_checker()
        else:
            reactor.callLater(1, self.application_checker)

    def timeout_checker(self) -> None:
        """Close what has timed out, and ping silent clients."""
        if next(self._timeouts):
            super().timeout_checker()
        else:
            reactor.callLater(2, self.timeout_checker)
