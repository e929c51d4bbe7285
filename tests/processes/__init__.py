"""Hiroba as it is served: real Daphnes, PostgreSQL and Redis, each a process of its own."""
