"""Dates and clocks in English."""
