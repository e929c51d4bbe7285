"""`python -m tests.browser.plant`: a house in which every text of every kind is hostile.

Run beside the server, because Django's ORM and Playwright cannot share a process. What forms refuse
is stored all the same: the pages must not rely on what gets in.
"""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.db import transaction  # noqa: E402 (Django comes first)

from chat.actions.messages.edits import edit_message  # noqa: E402
from chat.actions.messages.pins import pin  # noqa: E402
from chat.actions.moderation.reports import report_message  # noqa: E402
from chat.actions.moderation.rulebook import store_filter  # noqa: E402
from chat.actions.moderation.sanctions import warn  # noqa: E402
from chat.actions.people.accounts import Profile, update_profile  # noqa: E402
from chat.actions.people.bulk import add_people, cookie, sign_in_people  # noqa: E402
from chat.actions.refusal import Refused  # noqa: E402
from chat.actions.rooms.memberships import join_people  # noqa: E402
from chat.actions.rooms.rooms import create_room, rename_room  # noqa: E402
from chat.models import Filter, Message, Room, User  # noqa: E402
from chat.models.moderation.report import NOTE_MAX_CHARS  # noqa: E402
from chat.models.moderation.rules import PATTERN_MAX_CHARS  # noqa: E402
from tests import payloads  # noqa: E402
from tests.acting import act, say  # noqa: E402

EDITED_EVERY = 4
PINNED = 40
RENAMED_EVERY = 4
HELD = "heldback"


def plant() -> dict[str, object]:
    """Make people, rooms and messages, and return where they are."""
    bodies = [_storable(payload) for payload in payloads.payloads()]
    names = [_storable(payload) for payload in payloads.names()]
    people = add_people({f"x{number:03}": name for number, name in enumerate(names)})
    for person, name in zip(people, names, strict=True):
        _call(person, name)
    reader, owner = add_people({"reader": "Reader", "owner": "Owner"})
    _make_administrator(reader)
    room = _conversation(reader, people, bodies)
    rooms = [_room(owner, name) for name in names]
    _trouble(reader, people, bodies)
    renamed = create_room(reader, "Renamed")
    for name in names[::RENAMED_EVERY]:
        with suppress(Refused):
            rename_room(reader, renamed, name)
    keys = sign_in_people([reader, owner])
    return {
        "cookie": cookie(keys[0]),
        "cookie of the owner": cookie(keys[1]),
        "conversation": _place(room),
        "renamed": _place(renamed),
        "rooms": [one.slug for one in rooms],
        "people": [person.username for person in people],
        "names": names,
        "bodies": bodies,
    }


def _storable(payload: str) -> str:
    """U+0000 is refused wherever it comes in."""
    return payload.replace("\0", "")


def _call(person: User, name: str) -> None:
    """Give somebody this name; what is refused today stands as it did in the rows of old."""
    try:
        update_profile(person, Profile(name=name, status_text=name))
    except Refused:
        User.objects.filter(pk=person.pk).update(name=name, status_text=name)


def _room(owner: User, name: str) -> Room:
    """Make a room of this name, likewise."""
    try:
        return create_room(owner, name, description=name)
    except Refused:
        room = create_room(owner, "Old")
        Room.objects.filter(pk=room.pk).update(name=name, description=name)
        return room


def _make_administrator(reader: User) -> None:
    reader.is_staff = reader.is_superuser = True
    reader.save(update_fields=["is_staff", "is_superuser"])


def _conversation(reader: User, people: Sequence[User], bodies: Sequence[str]) -> Room:
    """All texts, said by everybody in turn, each in answer to the one before."""
    room = create_room(reader, bodies[0], description=bodies[1])
    join_people(room.pk, [person.pk for person in people])
    said: list[Message] = []
    for author, body in zip(cycle(people), bodies, strict=False):
        said.append(say(room, author, body, reply_to=said[-1] if said else None))
    for number, message in enumerate(said):
        if number % EDITED_EVERY == 0:
            edit_message(act(message.author, message), f"{message.body} ")
    for message in said[:PINNED]:
        pin(act(reader, message))
    return room


def _trouble(reader: User, people: Sequence[User], bodies: Sequence[str]) -> None:
    """Bring to the desk: reports with notes, sanctions with reasons, filters, held texts."""
    room = create_room(reader, "Trouble")
    join_people(room.pk, [person.pk for person in people])
    others = cycle([*people[1:], people[0]])
    for reporter, author, body in zip(cycle(people), others, bodies, strict=False):
        seq = say(room, author, body).seq
        report_message(reporter, room, seq, "other", body[:NOTE_MAX_CHARS])
    for number, person in enumerate(people):
        warn(reader, person, person.name)
        pattern = f"{number} {person.name}"[:PATTERN_MAX_CHARS]
        store_filter(reader, Filter(pattern=pattern, note=person.name))
    store_filter(reader, Filter(pattern=HELD, action=Filter.Action.HOLD, is_on=True))
    for author, body in zip(cycle(people), bodies, strict=False):
        with suppress(Refused):
            say(room, author, f"{body} {HELD}")


def _place(room: Room) -> dict[str, object]:
    head = Message.objects.filter(room=room).order_by("-seq").values_list("seq", flat=True)[0]
    return {"id": room.pk, "slug": room.slug, "head": head}


def rename_all() -> dict[str, object]:
    """Let everybody take the next one's name, while pages are open."""
    people = list(User.objects.filter(username__startswith="x").order_by("username"))
    names = [person.name for person in people]
    for person, name in zip(people, names[1:] + names[:1], strict=True):
        with suppress(Refused):
            update_profile(person, Profile(name=name, status_text=name))
    return {"names": names}


if __name__ == "__main__":
    with transaction.atomic():
        told = {"plant": plant, "rename": rename_all}[sys.argv[1]]()
    print(json.dumps(told))
