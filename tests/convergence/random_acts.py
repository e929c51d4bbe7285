"""Anything that three people may do to each other and in three rooms, as it comes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from hypothesis import strategies

from chat.actions.messages import edits, pins, reactions, reading
from chat.actions.people.accounts import Profile, update_profile
from chat.actions.people.bulk import add_people as make_accounts
from chat.actions.refusal import Refused
from chat.actions.rooms import memberships, rooms
from chat.actions.rooms.direct import open_direct
from chat.models import Membership, Message, Room, User
from chat.models.messages.message import SAID
from tests.acting import act, say

NAMES = ("alice", "bob", "dave")
EMOJI = ("👍", "🎉", "🙏")


@dataclass(frozen=True)
class Trio:
    """Three people, and their public, private and direct room."""

    people: list[User]
    rooms: list[Room]


def people() -> list[User]:
    """Return the three, made where they are not there yet."""
    return make_accounts({name: name.title() for name in NAMES})


def meet() -> Trio:
    """Put the three into three new rooms."""
    _forget_the_example_before()
    alice, *others = people()
    square = rooms.create_room(alice, "Square")
    since = Room.History.SINCE_JOINING
    den = rooms.create_room(alice, "Den", kind=Room.Kind.PRIVATE, history=since)
    pair = open_direct(alice, others)
    for room in (square, den):
        memberships.add_people(alice, room, others)
    for room in (square, den, pair):
        say(room, alice, "first")
    return Trio([alice, *others], [square, den, pair])


def _forget_the_example_before() -> None:
    Membership.objects.all().delete()
    Room.objects.update(direct_key="")


class Step(NamedTuple):
    """Somebody does something, perhaps to somebody; `number` says to which message."""

    verb: str
    person: int
    room: int
    other: int
    number: int


class Doing(NamedTuple):
    """A step, with the rows that it is about."""

    person: User
    room: Room
    other: User
    number: int

    @property
    def message(self) -> Message:
        said = Message.objects.filter(room=self.room, kind__in=SAID).order_by("seq")
        return said[self.number % len(said)]

    @property
    def emoji(self) -> str:
        return EMOJI[self.number % len(EMOJI)]


Verb = Callable[[Doing], object]

VERBS: dict[str, Verb] = {
    "say": lambda one: say(one.room, one.person, f"@{one.other.username} number {one.number}"),
    "call all": lambda one: say(one.room, one.person, f"@all number {one.number}"),
    "reply": lambda one: say(one.room, one.person, "indeed", reply_to=one.message),
    "edit": lambda one: edits.edit_message(act(one.person, one.message), f"now {one.number}"),
    "delete": lambda one: edits.delete_message(act(one.person, one.message)),
    "react": lambda one: reactions.react(act(one.person, one.message), one.emoji),
    "unreact": lambda one: reactions.unreact(act(one.person, one.message), one.emoji),
    "pin": lambda one: pins.pin(act(one.person, one.message)),
    "unpin": lambda one: pins.unpin(act(one.person, one.message)),
    "read": lambda one: reading.mark_read(one.person.pk, one.room.pk, one.number),
    "unread": lambda one: reading.mark_unread(one.person.pk, one.room.pk, one.number),
    "rename": lambda one: rooms.rename_room(one.person, one.room, f"Room {one.number}"),
    "describe": lambda one: rooms.describe_room(one.person, one.room, f"About {one.number}"),
    "make public": lambda one: rooms.make_public(one.person, one.room),
    "make private": lambda one: rooms.make_private(one.person, one.room),
    "set history": lambda one: rooms.set_history(
        one.person, one.room, Room.History.values[one.number % 2]
    ),
    "archive": lambda one: rooms.archive_room(one.person, one.room),
    "reopen": lambda one: rooms.reopen_room(one.person, one.room),
    "join": lambda one: memberships.join_room(one.person, one.room),
    "leave": lambda one: memberships.leave_room(one.person, one.room),
    "add": lambda one: memberships.add_people(one.person, one.room, [one.other]),
    "remove": lambda one: memberships.remove_member(one.person, one.room, one.other),
    "set role": lambda one: memberships.set_role(
        one.person, one.room, one.other, Membership.Role.values[1 + one.number % 2]
    ),
    "transfer": lambda one: memberships.transfer_room(one.person, one.room, one.other),
    "take a name": lambda one: update_profile(one.person, Profile(name=f"Name {one.number}")),
}

STEPS = strategies.lists(
    strategies.builds(
        Step,
        strategies.sampled_from(sorted(VERBS)),
        strategies.integers(0, 2),
        strategies.integers(0, 2),
        strategies.integers(0, 2),
        strategies.integers(0, 15),
    ),
    min_size=10,
    max_size=40,
)


def do(trio: Trio, step: Step) -> None:
    """Do it, if that is allowed."""
    person, other = trio.people[step.person], trio.people[step.other]
    with suppress(Refused):
        VERBS[step.verb](Doing(person, trio.rooms[step.room], other, step.number))
