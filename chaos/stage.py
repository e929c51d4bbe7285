"""Makes the people and rooms of several runs by the actions, and prints them.

python -m chaos.stage make RUNS PEOPLE ROOMS
python -m chaos.stage deactivate ID
"""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before what follows may be imported

from chat.actions.people import accounts, bulk  # noqa: E402
from chat.actions.rooms.memberships import join_people  # noqa: E402
from chat.actions.rooms.rooms import create_room  # noqa: E402
from chat.models import Room, User  # noqa: E402

ROOMS_EACH = 3


def main(command: str, *arguments: str) -> None:
    """Do one of the two."""
    if command == "deactivate":
        return accounts.deactivate(User.objects.get(pk=int(arguments[0])))
    runs, cast, rooms = map(int, arguments)
    made = [make(f"cast{run}", cast, rooms) for run in range(runs)]
    print(json.dumps(made))


def make(prefix: str, size: int, rooms: int) -> dict[str, Any]:
    """Make one run's cast: every second room is private, and each person is in ROOMS_EACH."""
    cast = bulk.add_people({f"{prefix}-{number}": "" for number in range(size)})
    keys = bulk.sign_in_people(cast)
    told = [
        {"id": person.pk, "username": person.username, "cookie": bulk.cookie(key)}
        for person, key in zip(cast, keys, strict=True)
    ]
    places = [_place(f"{prefix} room {room}", room, rooms, cast, told) for room in range(rooms)]
    return {"people": told, "places": places}


def _place(
    name: str, number: int, rooms: int, cast: list[User], told: list[dict[str, Any]]
) -> dict[str, Any]:
    """The first people own the rooms; everybody is in those that follow their own number."""
    kind = Room.Kind.PRIVATE if number % 2 else Room.Kind.PUBLIC
    room = create_room(cast[number], name, kind=kind)
    inside = [place for place in range(len(cast)) if (number - place) % rooms < ROOMS_EACH]
    join_people(room.pk, [cast[place].pk for place in inside])
    return {
        "id": room.pk,
        "slug": room.slug,
        "private": not room.is_public,
        "owner": told[number],
        "people": [told[place] for place in inside],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
