"""Threads with database connections of their own that are kept between calls.

All sockets of a process would otherwise share one thread, and reconnect for every call.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import connection, connections, reset_queries

from chat.log.journal import UNAVAILABLE

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThreads:
    """A few threads for database work that the event loop waits for."""

    def __init__(self, name: str, threads: int) -> None:
        self._count = threads
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the call in one of the threads and return what it returns, or raise what it raises.

        The call is finished even when the one who waits for it is cancelled.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self._done(call, *args, **kwargs))

    def _done(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return _with_connection(call, *args, **kwargs)

    def close(self) -> None:
        """Finish what runs, and close the connections."""
        everyone = Barrier(self._count)
        for _ in range(self._count):
            self._threads.submit(_close_connections, everyone)
        self._threads.shutdown()


class ReadingThreads(DatabaseThreads):
    """For calls that change nothing, so that a second attempt does no harm."""

    def _done(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A connection kept from an earlier call may have ended with a database that is back."""
        is_kept = connection.connection is not None
        try:
            return super()._done(call, *args, **kwargs)
        except UNAVAILABLE:
            if not is_kept:
                raise
        return super()._done(call, *args, **kwargs)


def _with_connection(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """A connection that failed is dropped, so that the next call makes a new one."""
    try:
        return call(*args, **kwargs)
    except UNAVAILABLE:
        connections.close_all()
        raise
    finally:
        reset_queries()  # with DEBUG on, Django keeps the text of every query until a request ends


def _close_connections(everyone: Barrier) -> None:
    """Threads wait for each other here, so that none of them does this for another one."""
    everyone.wait()
    connections.close_all()
