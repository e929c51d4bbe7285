"""Frames, as docs/protocol.md tells them. Pure."""
