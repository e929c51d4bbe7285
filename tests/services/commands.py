"""Runs one management command after the other in one process: starting Django takes a second.

Reads a JSON object for each command from standard input, and answers each with one line.
"""

import json
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import django
from django.core.management import call_command
from django.db import connections


def main() -> None:
    """Answer until standard input ends."""
    django.setup()
    for line in sys.stdin:
        asked = json.loads(line)
        os.environ.update(asked["variables"])
        print(json.dumps(answer(asked["arguments"])), flush=True)


def answer(arguments: list[str]) -> dict[str, str | bool]:
    """Run a command as `manage.py` would, and return what it wrote and whether it failed."""
    written = StringIO()
    failed = False
    with redirect_stdout(written), redirect_stderr(StringIO()) as errors:
        try:
            call_command(*arguments, stdout=written)
        except BaseException:
            failed = True
            traceback.print_exc()
        finally:
            connections.close_all()
    return {"failed": failed, "output": written.getvalue() + (errors.getvalue() if failed else "")}


if __name__ == "__main__":
    main()
