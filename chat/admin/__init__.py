"""The moderation desk, in the Django admin."""

from django.contrib.admin import site as admin_site
from django.utils.translation import gettext_lazy as _

from chat.admin import journal, moderation_rules, people, rooms, site
from chat.admin.desk import queue

admin_site.site_header = admin_site.site_title = _("Hiroba administration")

__all__ = ["journal", "moderation_rules", "people", "queue", "rooms", "site"]
