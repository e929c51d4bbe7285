"""`python -m bench.peers.populate ROOMS MEMBERS`: many rooms by `manage.py populate`, in one go."""

import io
import json
import os
import sys
from typing import Any

import django
from django.core.management import call_command


def main(rooms: int, members: int) -> None:
    """Fill the rooms, each with people of its own, and print who is where with their cookies."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = [person for number in range(rooms) for person in fill(number, members)]
    json.dump(found, sys.stdout)


def fill(number: int, members: int) -> list[dict[str, Any]]:
    """Fill one room."""
    output = io.StringIO()
    first = number * members + 1
    options = {"people": members, "first": first, "room": f"room-{number + 1}", "cookies": True}
    call_command("populate", stdout=output, stderr=io.StringIO(), **options)
    made = json.loads(output.getvalue())
    room = made["rooms"][0]["id"]
    return [{"room": room, "cookie": person["cookie"]} for person in made["people"]]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
