"""Hiroba as it is started and served: its settings, its commands, and real servers."""
