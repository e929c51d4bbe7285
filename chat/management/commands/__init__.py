"""The commands of `manage.py`, one to a module."""
