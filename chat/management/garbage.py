"""Python's collector of cycles, told how a process lives that holds thousands of sockets.

By itself it goes through all that lives whenever a quarter has been added: with 8,000 sockets
all of them waited up to a second for that, after every 2,000 that had come (docs/decisions.md).
"""

import gc

YOUNG_OBJECTS, MIDDLE_TURNS = 700, 10  # Python's own
FULL_TURNS = 100
"""Python's is 10. About as often as 5,000 sockets come; a socket that has closed needs none."""


def settle() -> None:
    """Leave out what was loaded at the start for ever, and go through all the rest seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, MIDDLE_TURNS, FULL_TURNS)
