"""`manage.py populate`: people, a room and memberships, for trying, for tests and for load."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.actions.people.bulk import add_people, cookie, sign_in_people
from chat.actions.rooms.memberships import join_people
from chat.actions.rooms.rooms import create_room
from chat.management import arguments
from chat.management.terminal import WritingCommand, progress
from chat.models import Room, User

FAMILY_NAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村")
BATCH_PEOPLE = 500
GIVEN_NAMES = ("陽葵", "蓮", "結菜", "湊", "凛", "樹", "咲良", "大和")


class Command(WritingCommand):
    """Adds what is missing and prints everything as JSON; running it again changes nothing."""

    help = "Make people and a room that they are members of, and print them as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many people, which room, and whether to sign them in."""
        parser.add_argument("--people", type=int, required=True, metavar="N")
        parser.add_argument(
            "--first", type=int, default=1, metavar="N", help="the first person's number"
        )
        arguments.add_room(parser)
        parser.add_argument(
            "--cookies", action="store_true", help="also print a Cookie header for each person"
        )

    def handle(
        self, *args: Any, people: int, first: int, room: str, cookies: bool, **options: Any
    ) -> None:
        """Make what is missing and print it."""
        if people < 1 or first < 1:
            raise CommandError("--people and --first take a number from 1 on.")
        made = add_people(dict(_name(number) for number in range(first, first + people)))
        place = _room(room, made[0])
        with progress(len(made), "people") as bar:
            for start in range(0, len(made), BATCH_PEOPLE):
                batch = made[start : start + BATCH_PEOPLE]
                join_people(place.pk, [person.pk for person in batch])
                bar.update(len(batch))
        entries: list[dict[str, Any]] = [
            {"id": person.pk, "username": person.username} for person in made
        ]
        if cookies:
            _add_cookies(entries, made)
        rooms = [{"id": place.pk, "slug": place.slug}]
        self.stdout.write(json.dumps({"people": entries, "rooms": rooms}, ensure_ascii=False))


def _name(number: int) -> tuple[str, str]:
    """A username, and a display name in one of the two scripts."""
    username = f"person-{number:05}"
    if number % 2:
        return username, f"Person {number}"
    family = FAMILY_NAMES[number // 2 % len(FAMILY_NAMES)]
    given = GIVEN_NAMES[number // 2 // len(FAMILY_NAMES) % len(GIVEN_NAMES)]
    return username, f"{family} {given}"


def _room(slug: str, creator: User) -> Room:
    return Room.objects.filter(slug=slug).first() or create_room(creator, slug)


def _add_cookies(entries: list[dict[str, Any]], people: list[User]) -> None:
    for entry, key in zip(entries, sign_in_people(people), strict=True):
        entry["cookie"] = cookie(key)
