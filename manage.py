#!/usr/bin/env python
"""Django's command line for Hiroba."""

import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from chat.server.startup import database_fault
from config.log_lines import is_service, log_all_lines
from config.logs import as_object


def main(arguments: list[str]) -> None:
    """Do what the command line says. Raises ImproperlyConfigured for settings that are wrong."""
    if is_service(arguments) and settings.LOG_FORMAT == "json":
        django.setup()
        log_all_lines()
    try:
        execute_from_command_line(arguments)
    except OperationalError as error:
        if "--traceback" in arguments:
            raise
        sys.exit(told_of_database(error))


def told_of_database(error: OperationalError) -> str:
    """Return the line that says why the database cannot be used, in its own words."""
    return f"The database cannot be used: {database_fault() or ' '.join(str(error).split())}"


def told(error: ImproperlyConfigured) -> str:
    """Return the line that says what is wrong: nothing is set up that could log it."""
    line = f"The settings are wrong: {error}"
    is_json = is_service(sys.argv) and os.environ.get("LOG_FORMAT") == "json"
    return as_object("CRITICAL", "config", line) if is_json else line


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.umask(0o077)  # what is written here may hold what people said
    try:
        main(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(told(error))
