"""`manage.py setup_link`: a link to the set-up page, for whoever installed this."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from chat.actions.people.newcomers import make_set_up_link
from chat.management.terminal import WritingCommand
from chat.models.site import SET_UP_HOURS


class Command(WritingCommand):
    """Prints the address by which the first administrator is made."""

    help = "Print a link, good once, that makes the first administrator and the first room."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the link, in the place of the one before. Raises CommandError when set up."""
        token = make_set_up_link()
        self.stderr.write(f"Open this within {SET_UP_HOURS} hours. It works once:")
        self.stdout.write(_base() + reverse("setup", args=[token]))


def _base() -> str:
    names = [name for name in settings.ALLOWED_HOSTS if name.strip(".*")]
    if settings.BEHIND_TLS and names:
        return f"https://{names[0].lstrip('.')}"
    name = names[0].lstrip(".") if names else "127.0.0.1"
    return f"http://{name}:{settings.PORT}"
