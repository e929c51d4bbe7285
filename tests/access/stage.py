"""Everybody in every kind of room: alice owns them, erin keeps order, bob is a member.

Dave was a member and is none any more; charlie never was. Frank is staff and grace a superuser,
and both are outsiders. In a direct conversation all are alike, and nobody was there before.
"""

from dataclasses import dataclass

from chat.actions.people.bulk import add_people as make_accounts
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, remove_member, set_role
from chat.actions.rooms.rooms import archive_room, create_room
from chat.models import Message, Room, User
from chat.models.rooms.membership import Role
from tests.acting import say

ROLES = {
    "visitor": "",
    "outsider": "charlie",
    "former member": "dave",
    "member": "bob",
    "moderator": "erin",
    "owner": "alice",
    "staff": "frank",
    "superuser": "grace",
}
ROOMS = ("public", "private", "direct", "archived")


@dataclass(frozen=True)
class Stage:
    """People by name, and rooms by kind."""

    people: dict[str, User]
    rooms: dict[str, Room]

    def person(self, role: str) -> User:
        """Return who has this role; not for visitors, who are nobody."""
        return self.people[ROLES[role]]

    def last_of(self, person: User, room: Room) -> Message | None:
        """Return what this person has said last in the room."""
        said = Message.objects.filter(room=room, kind=Message.Kind.TEXT, author=person)
        return said.order_by("seq").last()


def set_stage() -> Stage:
    """Make all of it."""
    names = {name: name.title() for name in ROLES.values() if name}
    people = {person.username: person for person in make_accounts(names)}
    people["frank"].is_staff = True
    people["frank"].save(update_fields=["is_staff"])
    people["grace"].is_staff = people["grace"].is_superuser = True
    people["grace"].save(update_fields=["is_staff", "is_superuser"])
    rooms = {
        "public": _room(people, Room.Kind.PUBLIC),
        "private": _room(people, Room.Kind.PRIVATE),
        "direct": open_direct(people["alice"], [people["bob"], people["erin"]]),
        "archived": _room(people, Room.Kind.PUBLIC),
    }
    for name in ("alice", "bob", "erin"):
        say(rooms["direct"], people[name], f"{name} speaks")
    archive_room(people["alice"], rooms["archived"])
    rooms["archived"].refresh_from_db()
    return Stage(people, rooms)


def _room(people: dict[str, User], kind: str) -> Room:
    alice, bob, dave, erin = (people[name] for name in ("alice", "bob", "dave", "erin"))
    room = create_room(alice, "Room", kind=kind)
    add_people(alice, room, [bob, dave, erin])
    set_role(alice, room, erin, Role.MODERATOR)
    for person in (alice, bob, dave, erin):
        say(room, person, f"{person.username} speaks")
    remove_member(alice, room, dave)
    return room
