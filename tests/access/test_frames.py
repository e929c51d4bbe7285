"""Who may send which frame about which room, and what is answered."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.live.wire.protocol import TYPES
from chat.models import Room
from tests.access.frames import ANSWERS, FIELDS, MAY_STAY_UNANSWERED, Place
from tests.access.stage import ROLES, ROOMS, Stage
from tests.access.table import column, parsed
from tests.acting import say
from tests.live.conftest import Client

pytestmark = pytest.mark.django_db(transaction=True)

#  +  done, or answered with what was asked for
#  -  `not_found`, as for a room that does not exist
#  n  `not_member`
#  x  `forbidden`
#  a  `archived`
#  .  nothing is said and nothing happens
#  c  not signed in: the socket is closed with 4501 before any frame is read
#
# The columns: visitor, outsider, former member, member, Moderator, Owner, staff, Superuser.
EXPECTED = parsed("""
                                 public    private   direct    archived
                                 vofmMOsS  vofmMOsS  vofmMOsS  vofmMOsS
    hello                        c+++++++  c--+++--  c--+++--  c+++++++
    leave                        c.......  c.......  c.......  c.......
    join                         c+++++++  c--+++--  c--+++--  c+++++++
    join, newest page            c+++++++  c--+++--  c--+++--  c+++++++
    history                      c+++++++  c--+++--  c--+++--  c+++++++
    history, around              c+++++++  c--+++--  c--+++--  c+++++++
    read                         c..+++..  c..+++..  c..+++..  c..+++..
    unread                       c..+++..  c..+++..  c..+++..  c..+++..
    typing                       c..+++..  c..+++..  c..+++..  c.......
    presence                     c+++++++  c+++++++  c+++++++  c+++++++
    ping                         c+++++++  c+++++++  c+++++++  c+++++++
    message                      cnn+++nn  c--+++--  c--+++--  cnnaaann
    message, reply               cnn+++nn  c--+++--  c--+++--  cnnaaann
    edit, own                    cnn+++nn  c--+++--  c--+++--  cnnaaann
    edit, another's              cnnxxxnn  c--xxx--  c--xxx--  cnnaaann
    react                        cnn+++nn  c--+++--  c--+++--  cnnaaann
    unreact                      cnn+++nn  c--+++--  c--+++--  cnnaaann
    pin                          cnnx++nn  c--x++--  c--+++--  cnnaaann
    unpin                        cnnx++nn  c--x++--  c--+++--  cnnaaann
    bookmark                     c+++++++  c--+++--  c--+++--  c+++++++
    unbookmark                   c+++++++  c--+++--  c--+++--  c+++++++
    delete, another's            cnnx++nn  c--x++--  c--xxx--  cnnaaann
    delete, own                  cnn+++nn  c--+++--  c--+++--  cnnaaann
""")
CODES = {"not_found": "-", "not_member": "n", "forbidden": "x", "archived": "a"}


def test_every_frame_has_a_line():
    assert {row.partition(", ")[0] for row in EXPECTED} == TYPES
    assert FIELDS.keys() == EXPECTED.keys()


@pytest.mark.parametrize("kind", ROOMS)
async def test_each_frame_is_answered_as_the_table_says(stage: Stage, cookies, connect, kind):
    room = stage.rooms[kind]
    listeners = [await _listener(connect(cookies[role]), room) for role in ("owner", "member")]
    answers = dict.fromkeys(EXPECTED, "")
    for role in ROLES:
        place = await sync_to_async(_place)(stage, role, room)
        sender = Sender(connect(cookies[role]), listeners)
        await sender.open()
        for row in EXPECTED:
            answers[row] += await sender.answer(row, place)
    assert answers == column(EXPECTED, kind)


def _place(stage: Stage, role: str, room: Room) -> Place:
    """Messages of their own for each role; outsiders and what is archived have those that stand."""
    person = stage.person("outsider" if role == "visitor" else role)
    other = stage.people["alice" if person.username == "bob" else "bob"]
    for author in (person, other):
        if not room.is_archived and room.memberships.filter(user=author).exists():
            say(room, author)
    others = stage.last_of(other, room)
    assert others
    return Place(room, stage.last_of(person, room) or others, others)


async def _listener(listener: Client, room: Room) -> Client:
    """Somebody who hears when others type in the room."""
    await listener.hello({room.pk: 0})
    await listener.receive("changes")
    return listener


class Sender:
    """The socket of one person, who sends one frame after the other."""

    def __init__(self, client: Client, listeners: list[Client]) -> None:
        self._client = client
        self._listeners = listeners
        self._is_closed = False

    async def open(self) -> None:
        """Connect; a visitor is told goodbye."""
        assert await self._client.connect()

    async def answer(self, row: str, place: Place) -> str:
        """Send the frame of this line and return the letter of what was answered."""
        if self._is_closed:
            return "c"
        frame = place.frame(row)
        if row.startswith("join"):
            await self._leave(place)
        await self._client.send(**frame)
        if row in MAY_STAY_UNANSWERED:
            return await self._perhaps(row)
        awaited = {*ANSWERS.get(row, {"ack", "error"}), "bye"}
        return await self._letter(await self._client.receive(*awaited))

    async def _leave(self, place: Place) -> None:
        await self._client.send(type="leave", room=place.room.pk)
        await self._heard(self._client)

    async def _perhaps(self, row: str) -> str:
        heard = await self._heard(self._client)
        if row == "typing":
            heard = set().union(*[await self._heard(one) for one in self._listeners])
        return "+" if heard & {*ANSWERS.get(row, ()), "typing", "error"} else "."

    async def _letter(self, frame: dict[str, Any]) -> str:
        if frame["type"] == "bye":
            assert await self._client.receive_close() == 4501
            self._is_closed = True
            return "c"
        return CODES[frame["code"]] if frame["type"] == "error" else "+"

    async def _heard(self, client: Client) -> set[str]:
        """Return the types of the frames that are on their way."""
        await client.send(type="ping", n=99)
        heard: set[str] = set()
        while "pong" not in heard:
            heard.add((await client.receive())["type"])
        return heard
