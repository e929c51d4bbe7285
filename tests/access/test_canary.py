"""What stands in a hidden room, or before one's time in a room, reaches nobody by any way."""

import json
from collections.abc import Iterator
from itertools import product

import pytest
from asgiref.sync import sync_to_async
from django.test import Client as Browser
from django.urls import reverse

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.pins import pin
from chat.actions.messages.reactions import react
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, set_role
from chat.actions.rooms.rooms import create_room, describe_room, rename_room
from chat.log import journal
from chat.models import Message, Room, User
from chat.models.rooms.membership import Role
from tests.access.addresses import addresses
from tests.access.frames import FIELDS, Place
from tests.access.stage import Stage
from tests.acting import act, say
from tests.live.conftest import Client

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "kanarienvogel"
RARE = "🦜"
PLACES = ("before", "after", "around")


def _browser(cookie: str) -> Browser:
    name, _, value = cookie.partition("=")
    browser = Browser()
    browser.cookies[name] = value
    return browser


def _pages(browser: Browser, rooms: list[Room], seqs: list[int], person: User) -> Iterator[str]:
    """Yield what every address answers to GET, for each of these rooms and places."""
    for name, parts in addresses().items():
        places = seqs if "seq" in parts else seqs[:1]
        for room, seq in product(rooms if "slug" in parts else rooms[:1], places):
            given = {"slug": room.slug, "seq": seq, "person": person.pk, "device": 1}
            given |= {"token": "nowhere", "username": person.username, "number": 1}
            address = reverse(name, kwargs={part: given[part] for part in parts})
            yield browser.get(address).getvalue().decode()


def _histories(browser: Browser, room: Room, seqs: list[int]) -> Iterator[str]:
    address = reverse("room_history", args=[room.slug])
    for place, seq in product(PLACES, seqs):
        yield browser.get(address, {place: seq}).getvalue().decode()
    yield browser.get(reverse("room_people", args=[room.slug]), {"q": "a"}).getvalue().decode()
    yield browser.get(reverse("room_members", args=[room.slug]), {"q": "a"}).getvalue().decode()


async def _frames(client: Client) -> list[str]:
    """Return all that is on its way to this socket."""
    await client.send(type="ping", n=1)
    return await _until(client, "pong")


async def _until(client: Client, kind: str) -> list[str]:
    """Return what this socket is told, up to a frame of this type."""
    heard = [await client.receive()]
    while heard[-1]["type"] != kind:
        heard.append(await client.receive())
    return [_text(frame) for frame in heard]


def _text(frame: dict) -> str:
    return json.dumps(frame, ensure_ascii=False)


def _sings(text: str) -> bool:
    return CANARY in text.lower() or RARE in text


# --- Outsiders --------------------------------------------------------------------------------


def _hidden_rooms(stage: Stage) -> list[Room]:
    alice, bob = stage.people["alice"], stage.people["bob"]
    room = create_room(alice, f"{CANARY} room", f"{CANARY} description", Room.Kind.PRIVATE)
    add_people(alice, room, [bob])
    pair = open_direct(alice, [bob])
    for hidden in (room, pair):
        _sing(alice, hidden)
    return [room, pair]


def _sing(alice: User, room: Room) -> Message:
    message = say(room, alice, f"{CANARY} @charlie @all")
    react(act(alice, message), RARE)
    pin(act(alice, message))
    edit_message(act(alice, message), f"{CANARY} again, @charlie")
    say(room, alice, f"{CANARY} reply", reply_to=message)
    return message


@pytest.mark.parametrize("role", ["outsider", "former member", "staff", "superuser"])
async def test_an_outsider_hears_nothing_of_a_hidden_room(stage: Stage, cookies, connect, role):
    rooms = await sync_to_async(_hidden_rooms)(stage)
    outsider = connect(cookies[role])
    welcome = await outsider.hello({stage.rooms["public"].pk: 0} | {room.pk: 0 for room in rooms})
    await outsider.send(type="presence", people=[stage.people["alice"].pk])
    for room in rooms:
        await outsider.send(type="join", room=room.pk)
        await outsider.send(type="history", room=room.pk, around=2)
    singer = connect(cookies["owner"])
    await singer.hello({room.pk: 0 for room in rooms})
    for room in rooms:
        await singer.send(type="typing", room=room.pk)
        await sync_to_async(_sing)(stage.people["alice"], room)
    await sync_to_async(rename_room)(stage.people["alice"], rooms[0], f"{CANARY} anew")
    await sync_to_async(describe_room)(stage.people["alice"], rooms[0], f"{CANARY} anew")
    await _frames(singer)
    frames = [_text(welcome), *await _frames(outsider)]
    assert [frame for frame in frames if _sings(frame)] == []
    ids = {str(room.pk) for room in rooms}
    told = [frame for frame in frames if any(room_id in frame for room_id in ids)]
    assert {(json.loads(one)["type"], json.loads(one)["code"]) for one in told} == {
        ("error", "not_found")
    }


@pytest.mark.parametrize("role", ["outsider", "former member", "superuser"])
async def test_no_answer_to_any_frame_and_no_line_of_the_log_tells_of_a_hidden_room(
    stage: Stage, cookies, connect, role, caplog
):
    caplog.set_level("DEBUG", logger="chat")
    rooms = await sync_to_async(_hidden_rooms)(stage)
    outsider = connect(cookies[role])
    frames = [_text(await outsider.hello())]
    for room in rooms:
        said = Message.objects.filter(room=room, kind="text").select_related().order_by("seq")
        message = await said.alast()
        assert message is not None
        place = Place(room, message, message)
        for row in FIELDS.keys() - {"hello"}:
            await outsider.send(**place.frame(row))
        frames += await _frames(outsider)
    assert [frame for frame in frames if _sings(frame)] == []
    assert not _sings(caplog.text)


@pytest.mark.parametrize("role", ["outsider", "former member", "staff", "superuser", "visitor"])
def test_an_outsider_reads_nothing_of_a_hidden_room(stage: Stage, cookies, role):
    hidden = _hidden_rooms(stage)
    browser = _browser(cookies[role])
    rooms = [*hidden, stage.rooms["public"]]
    pages = [*_pages(browser, rooms, [1, 3], stage.people["alice"])]
    for room in rooms:
        pages += _histories(browser, room, [0, 2, 9])
    assert [page for page in pages if _sings(page)] == []


# --- Those who came later ---------------------------------------------------------------------


def _older_room(stage: Stage) -> tuple[Room, list[Message], int]:
    """A room in which something was said before dave came, who now keeps order there."""
    alice, dave = stage.people["alice"], stage.people["dave"]
    room = create_room(alice, "Old", kind=Room.Kind.PRIVATE, history=Room.History.SINCE_JOINING)
    old = [_sing(alice, room) for _ in range(3)]
    add_people(alice, room, [dave])
    set_role(alice, room, dave, Role.MODERATOR)
    return room, old, Message.objects.filter(room=room).latest("seq").seq


def _stir(stage: Stage, old: list[Message]) -> int:
    """Change what stands before dave's time in every way; return the room's head."""
    alice = stage.people["alice"]
    say(old[0].room, alice, "a reply", reply_to=old[0])
    edit_message(act(alice, old[0]), f"{CANARY} and @dave")
    react(act(alice, old[1]), RARE)
    pin(act(alice, old[2]))
    delete_message(act(alice, old[1]))
    return journal.heads([old[0].room_id])[old[0].room_id]


async def test_a_later_member_hears_nothing_of_the_time_before(stage: Stage, cookies, connect):
    room, old, _ = await sync_to_async(_older_room)(stage)
    late, fresh = connect(cookies["former member"]), connect(cookies["former member"])
    frames = [_text(await late.hello())]
    await late.send(type="join", room=room.pk)
    frames += await _until(late, "history")
    head = await sync_to_async(_stir)(stage, old)
    while f'"upto": {head}' not in frames[-1]:
        frames += await _until(late, "changes")
    for place, seq in product(PLACES, [0, 3, 9, 99]):
        await late.send(type="history", room=room.pk, **{place: seq})
    frames += await _frames(late)
    welcome = await fresh.hello({room.pk: 0})
    frames += [_text(welcome), *await _until(fresh, "changes"), *await _frames(fresh)]
    assert [frame for frame in frames if _sings(frame)] == []
    standing = next(one for one in welcome["rooms"] if one["id"] == room.pk)
    assert (standing["unread"], standing["mentions"]) == (1, 0)


def test_a_later_member_reads_nothing_of_the_time_before(stage: Stage, cookies):
    room, old, head = _older_room(stage)
    _stir(stage, old)
    browser = _browser(cookies["former member"])
    pages = [*_pages(browser, [room], [*range(1, head + 2)], stage.people["dave"])]
    pages += _histories(browser, room, [0, 3, head, 99])
    assert [page for page in pages if _sings(page)] == []
