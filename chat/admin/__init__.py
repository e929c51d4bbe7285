"""The moderation desk, in the Django admin."""

from django.contrib.admin import site as admin_site
from django.utils.translation import gettext_lazy as _

from chat.admin import desk, journal, order, people, rooms, site

admin_site.site_header = admin_site.site_title = _("Hiroba administration")

__all__ = ["desk", "journal", "order", "people", "rooms", "site"]
