"""The client in Python, as docs/protocol.md tells it. No Django."""
