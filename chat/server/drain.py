"""Graceful shutdown: on SIGTERM every socket is told to reconnect, and only then Daphne stops."""

import asyncio
import logging
import signal
from typing import Any

from twisted.internet import reactor as any_reactor
from twisted.internet.interfaces import IListeningPort

from chat.live.runtime import current
from chat.server import closing

logger = logging.getLogger(__name__)

reactor: Any = any_reactor  # its stubs take it for a module


def install() -> None:
    """Make this process's Daphne drain before it stops; a second SIGTERM stops it at once."""
    reactor.callWhenRunning(_listen)


def _listen() -> None:
    signal.signal(signal.SIGTERM, lambda _number, _frame: reactor.callFromThread(_begin))


def _begin() -> None:
    if current().draining:
        return reactor.stop()
    logger.info("Going down: sockets are sent away")
    current().begin_draining()
    current().start(_drain())


async def _drain() -> None:
    ports = [port for port in reactor.getReaders() if IListeningPort.providedBy(port)]
    try:
        await asyncio.gather(*map(closing.close, ports))
        await current().drain()
    finally:
        reactor.stop()
