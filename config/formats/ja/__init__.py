"""Dates and clocks in Japanese."""
