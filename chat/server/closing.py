"""Closes a listening port without cutting off connections that wait to be accepted.

Closing alone resets every connection that the kernel has established and nobody has accepted. A
proxy that has sent a form on one must not send it again, and would have to show an error.
"""

import asyncio
import select
import socket
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

HANDSHAKE_SECONDS = 0.1
"""How long handshakes may take that began before the port was closed to new connections."""
WAITING_MAX = 4096

INTERFACES = Path("/sys/class/net")
LOOPBACK = "lo"


async def close(port: Any) -> None:
    """Accept all waiting connections of a Twisted port, then stop listening."""
    _refuse_new_ones(port)
    await asyncio.sleep(HANDSHAKE_SECONDS)
    _accept_all(port)
    port.stopListening()


def _refuse_new_ones(port: Any) -> None:
    """Bind the port to an interface without clients; others are refused as if it were closed.

    Only Linux allows that; elsewhere a short time is left in which a connection may be cut off.
    """
    interface = _interface_beside(port.getHost().host)
    if interface and hasattr(socket, "SO_BINDTODEVICE"):
        with suppress(OSError):
            port.socket.setsockopt(
                socket.SOL_SOCKET, socket.SO_BINDTODEVICE, f"{interface}\0".encode()
            )


def _interface_beside(address: str) -> str | None:
    """Return an interface through which no proxy reaches this address."""
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
