"""Closes a listening port so that nobody who was let in by it is cut off.

Closing alone resets every connection that the system has made and nobody has accepted yet. A proxy
that has sent a form there must not send it again elsewhere, and would have to show an error.
"""

import asyncio
import ctypes
import select
import socket
import struct
import sys
from contextlib import suppress
from typing import Any

HANDSHAKE_SECONDS = 0.1
"""So long a connection may take that was begun before the port was closed to new ones."""
WAITING_MAX = 4096

SO_ATTACH_FILTER = 26  # of Linux, which Python does not name
# Classic BPF over the TCP header, whose byte 13 holds the flags: SYN alone begins a connection.
BEGIN_NONE = (
    (0x30, 0, 0, 13),  # load byte 13
    (0x54, 0, 0, 0x12),  # keep SYN and ACK of it
    (0x15, 0, 1, 0x02),  # SYN alone?
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # take the whole packet
)


async def close(port: Any) -> None:
    """Stop listening on a port of Twisted's, and accept before that whoever is at the door."""
    _begin_no_more(port.socket)
    await asyncio.sleep(HANDSHAKE_SECONDS)
    _accept_all(port)
    port.stopListening()


def _begin_no_more(listening: socket.socket) -> None:
    """Let the system drop what would begin a connection; who tries again in a second is refused."""
    if sys.platform != "linux":
        return
    program = b"".join(struct.pack("HBBI", *step) for step in BEGIN_NONE)
    steps = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HP", len(BEGIN_NONE), ctypes.addressof(steps))
    with suppress(OSError):  # without it, a moment is left in which somebody may be cut off
        listening.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, described)


def _accept_all(port: Any) -> None:
    waiting = select.poll()
    waiting.register(port.fileno(), select.POLLIN)
    for _ in range(WAITING_MAX):  # it accepts none when it has no file descriptor left
        if not waiting.poll(0):
            return
        port.doRead()
