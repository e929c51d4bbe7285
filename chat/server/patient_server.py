"""Daphne's server, which goes through its connections less often than Daphne does.

Daphne looks at each of them every second to bury what has ended, and every two for what has
taken too long. With 8,000 idle sockets that was most of what the process did (docs/decisions.md).
"""

from itertools import cycle
from typing import Any

from daphne.server import Server
from twisted.internet import reactor as any_reactor

reactor: Any = any_reactor


class UnhurriedServer(Server):
    """Lets `pauses` of the looks that Daphne asks for pass between two that it takes."""

    def __init__(self, *args: Any, pauses: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._burials, self._timeouts = (cycle([*[False] * pauses, True]) for _ in range(2))

    def application_checker(self) -> None:
        """Bury what has ended."""
        if next(self._burials):
            super().application_checker()
        else:
            reactor.callLater(1, self.application_checker)

    def timeout_checker(self) -> None:
        """End what has taken too long, and ask who has been silent."""
        if next(self._timeouts):
            super().timeout_checker()
        else:
            reactor.callLater(2, self.timeout_checker)
