"""What is compared: Hiroba, and what people would use instead. Each is started on its own."""

from pathlib import Path

from bench.peers import node, tutorial
from bench.peers.blaster import Blaster
from bench.peers.gorilla import Gorilla
from bench.peers.hiroba import Hiroba, HirobaPair
from bench.peers.peer import Peer


def peers(folder: Path) -> dict[str, Peer]:
    """Return all peers by name; `folder` is where Hiroba's filled databases are kept."""
    found: list[Peer] = [
        Hiroba(folder),
        HirobaPair(),
        Gorilla("gorilla", "gorilla/websocket hub (Go)", "plain", folder),
        Gorilla("gorilla-join", "gorilla/websocket hub, joining", "lines", folder, "-join"),
        node.WS,
        node.SOCKET_IO,
        tutorial.PUBSUB,
        tutorial.CORE,
        Blaster("blaster", "Blaster, one frame in a write", 1, folder),
        Blaster("blaster-batched", "Blaster, 50 frames in a write", 50, folder),
    ]
    return {peer.name: peer for peer in found}
