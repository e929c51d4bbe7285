"""Hiroba's server as a rig starts it: with failpoints around it, and perhaps with one defect.

CHAOS_ARMED=folder [CHAOS_DEFECT=name] python -m chaos.serve
"""

import os
from pathlib import Path

import django
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before what follows may be imported

from chaos import defects, failpoints  # noqa: E402


def main() -> None:
    """Wrap, and hand over to `manage.py serve`."""
    failpoints.install(Path(os.environ["CHAOS_ARMED"]))
    if defect := os.environ.get("CHAOS_DEFECT"):
        defects.SERVER[defect]()
    execute_from_command_line(["manage.py", "serve"])


if __name__ == "__main__":
    main()
