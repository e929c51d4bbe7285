"""Python's collector of cycles, told how a process lives that holds thousands of sockets.

By itself it goes through all that lives whenever a quarter has been added, and with 8,000 sockets
everybody waits for that (docs/decisions.md).
"""

import gc

YOUNG_OBJECTS, MIDDLE_TURNS = 700, 10  # Python's own
FULL_TURNS = 100
"""Python's is 10. What waits for it is small: of a socket, the request of its handshake."""


def settle() -> None:
    """Leave out what was loaded at the start for ever, and go through all the rest seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, MIDDLE_TURNS, FULL_TURNS)
