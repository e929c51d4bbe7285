"""Closes a listening port so that nobody who was let in by it is cut off.

Closing alone resets every connection that the system has made and nobody has accepted yet. A proxy
that has sent a form there must not send it again elsewhere, and would have to show an error.
"""

import asyncio
import select
import socket
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

HANDSHAKE_SECONDS = 0.1
"""So long a connection may take that was begun before the port was closed to new ones."""
WAITING_MAX = 4096

INTERFACES = Path("/sys/class/net")
LOOPBACK = "lo"


async def close(port: Any) -> None:
    """Stop listening on a port of Twisted's, and accept before that whoever is at the door."""
    _refuse_new_ones(port)
    await asyncio.sleep(HANDSHAKE_SECONDS)
    _accept_all(port)
    port.stopListening()


def _refuse_new_ones(port: Any) -> None:
    """Listen on, but where nobody comes from: to others it is as if nobody listened any more.

    Linux lets everybody do so. Elsewhere a moment is left in which somebody may be cut off.
    """
    interface = _interface_beside(port.getHost().host)
    if interface and hasattr(socket, "SO_BINDTODEVICE"):
        with suppress(OSError):
            port.socket.setsockopt(
                socket.SOL_SOCKET, socket.SO_BINDTODEVICE, f"{interface}\0".encode()
            )


def _interface_beside(address: str) -> str | None:
    """Return an interface by which no proxy comes to this address."""
    if not ip_address(address).is_loopback:
        return LOOPBACK
    others = (folder.name for folder in INTERFACES.glob("*/") if folder.name != LOOPBACK)
    return min(others, default=None)


def _accept_all(port: Any) -> None:
    waiting = select.poll()
    waiting.register(port.fileno(), select.POLLIN)
    for _ in range(WAITING_MAX):  # it accepts none when it has no file descriptor left
        if not waiting.poll(0):
            return
        port.doRead()
