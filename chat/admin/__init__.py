"""The moderation desk, in the Django admin."""

from django.contrib.admin import site as desk
from django.utils.translation import gettext_lazy as _

from chat.admin import journal, people, rooms, site

desk.site_header = desk.site_title = _("Hiroba administration")

__all__ = ["journal", "people", "rooms", "site"]
