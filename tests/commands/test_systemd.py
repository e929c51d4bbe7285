"""A service tells systemd when it serves."""

import socket

from chat.server import startup


def test_systemd_is_told_that_the_service_serves(tmp_path, monkeypatch):
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address)
        listening.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        startup.notify_systemd()
        assert listening.recv(100) == b"READY=1"


def test_without_systemd_nobody_is_told(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert startup.notify_systemd() is None
