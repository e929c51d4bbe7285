"""The load generator: a process of its own, on picows and uvloop."""
