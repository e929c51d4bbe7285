"""The moderation desk, in the Django admin."""

from chat.admin import journal, people, rooms, site

__all__ = ["journal", "people", "rooms", "site"]
