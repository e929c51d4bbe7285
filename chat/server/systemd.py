"""Tells systemd that a service serves, so that what waits for it can go on."""

import os
import socket


def tell_ready() -> None:
    """Say so to whoever started this process with `NOTIFY_SOCKET`; otherwise nothing happens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = f"\0{address[1:]}"  # a name in Linux's abstract space, which is no file
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.connect(address)
        systemd.sendall(b"READY=1")
