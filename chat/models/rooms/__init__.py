"""Rooms, who belongs to them, and where their numbering stands."""
