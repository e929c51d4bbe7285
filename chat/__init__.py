"""Hiroba's one Django application: rooms, people, and the journal of what they said."""
