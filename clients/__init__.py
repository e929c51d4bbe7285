"""Clients of Hiroba that are not its page."""
