"""A port that is being closed: who has come is let in, and who comes later is refused at once."""

import socket
import sys
from contextlib import closing
from types import SimpleNamespace

import pytest

from chat.server.closing import _refuse_new_ones


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems cannot do that.")
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_whoever_comes_later_is_refused_and_whoever_has_come_is_let_in(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with closing(socket.create_server((address, 0), family=family)) as listening:
        place = listening.getsockname()[:2]
        early = socket.create_connection(place)
        host = SimpleNamespace(host=address)
        _refuse_new_ones(SimpleNamespace(socket=listening, getHost=lambda: host))
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(place)
        with early, listening.accept()[0] as accepted:
            early.sendall(b"a form")
            assert accepted.recv(10) == b"a form"
