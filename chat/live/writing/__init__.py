"""From the sockets into the log: gathered, fair, in one thread."""
