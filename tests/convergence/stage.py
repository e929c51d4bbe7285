"""Three rooms that alice owns, in which there is something of everything.

The lobby is public. The den is private and shows newcomers only what follows: bob was there from
the first, dave came late. The pair is alice's and bob's direct conversation. Erin keeps order in
the lobby and in the den; charlie is a guest of the lobby.
"""

from dataclasses import dataclass

from chat.actions.messages.pins import pin
from chat.actions.messages.reactions import react
from chat.actions.people.bulk import add_people as make_accounts
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, join_people, set_role
from chat.actions.rooms.rooms import create_room
from chat.models import Message, Room, User
from chat.models.rooms.membership import Role
from tests.acting import act, say

NAMES = ("alice", "bob", "charlie", "dave", "erin")


@dataclass(frozen=True)
class Stage:
    """The people and the rooms, with the messages that the acts are about."""

    alice: User
    bob: User
    charlie: User
    dave: User
    erin: User
    lobby: Room
    den: Room
    pair: Room

    @property
    def rooms(self) -> tuple[Room, Room, Room]:
        return self.lobby, self.den, self.pair

    def said(self, room: Room, body: str) -> Message:
        """Return the message of this room that says this."""
        return Message.objects.get(room=room, body=body)


def set_stage() -> Stage:
    """Make all of it."""
    alice, bob, charlie, dave, erin = make_accounts({name: name.title() for name in NAMES})
    lobby = create_room(alice, "Lobby")
    join_people(lobby.pk, [bob.pk, dave.pk, erin.pk])
    den = create_room(alice, "Den", "Ours", Room.Kind.PRIVATE, Room.History.SINCE_JOINING)
    add_people(alice, den, [bob, erin])
    pair = open_direct(alice, [bob])
    for room in (lobby, den, pair):
        _talk(room, alice, bob)
    add_people(alice, den, [dave])
    for room in (lobby, den):
        set_role(alice, room, erin, Role.MODERATOR)
        say(room, alice, "welcome", reply_to=say(room, dave, "late"))
    for room in (lobby, den, pair):
        say(room, bob, "reply", reply_to=Message.objects.get(room=room, body="hello"))
        say(room, alice, "@bob come here")
    return Stage(alice, bob, charlie, dave, erin, lobby, den, pair)


def _talk(room: Room, alice: User, bob: User) -> None:
    hello = say(room, alice, "hello")
    say(room, bob, "mine")
    pin(act(alice, hello))
    react(act(bob, hello), "👍")
