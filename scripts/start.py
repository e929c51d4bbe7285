"""Bring the database and the static files up to date, and serve: one process, so it is quick."""

import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, execute_from_command_line
from django.db import connections


def main() -> None:
    """Migrate, collect the static files when DEBUG is off, and serve."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.umask(0o077)  # what is written here may hold what people said
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"Hiroba cannot start: {error}")
    prepare()
    execute_from_command_line(["manage.py", "serve"])


def prepare() -> None:
    """Migrate the database, and collect the static files when DEBUG is off."""
    call_command("migrate", interactive=False, verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()


if __name__ == "__main__":
    main()
