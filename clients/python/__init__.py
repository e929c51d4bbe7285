"""A Python client of the protocol in docs/protocol.md. No Django."""
