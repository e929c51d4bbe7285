"""What somebody may see and do changes while they watch, without coming anew."""

import pytest
from asgiref.sync import sync_to_async

from chat.actions.rooms.memberships import add_people, join_room, leave_room, remove_member
from chat.actions.rooms.rooms import archive_room, set_history
from chat.models import Room
from tests.access.stage import Stage
from tests.acting import say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def watch(connect, cookies):
    """Return a coroutine that opens a socket of a role and lets it watch a room."""

    async def make(role: str, room: Room):
        client = connect(cookies[role])
        await client.hello()
        await client.send(type="join", room=room.pk)
        await client.receive("history")
        return client

    return make


async def test_a_guest_who_joins_is_heard_typing_at_once(stage: Stage, watch):
    square = stage.rooms["public"]
    guest, owner = await watch("outsider", square), await watch("owner", square)
    await sync_to_async(join_room)(stage.people["charlie"], square)
    await guest.receive_messages(1)
    await guest.send(type="typing", room=square.pk)
    assert (await owner.receive("typing"))["person"]["username"] == "charlie"


async def test_a_guest_who_joined_and_leaves_is_told(stage: Stage, watch):
    square = stage.rooms["public"]
    guest = await watch("outsider", square)
    await sync_to_async(join_room)(stage.people["charlie"], square)
    await guest.receive_messages(1)
    await sync_to_async(leave_room)(stage.people["charlie"], square)
    assert (await guest.receive("removed"))["readable"] is True


async def test_nobody_is_heard_typing_once_a_room_is_archived(stage: Stage, watch):
    square = stage.rooms["public"]
    member, owner = await watch("member", square), await watch("owner", square)
    await sync_to_async(archive_room)(stage.people["alice"], square)
    await member.receive("room")
    await member.send(type="typing", room=square.pk)
    assert await member.hears_nothing()
    await owner.receive("room")
    assert await owner.hears_nothing()


def _come_back(stage: Stage, room: Room) -> None:
    alice, bob = stage.people["alice"], stage.people["bob"]
    set_history(alice, room, Room.History.SINCE_JOINING)
    remove_member(alice, room, bob)
    say(room, alice, "unheard")
    add_people(alice, room, [bob])


async def test_who_comes_back_and_sees_less_begins_anew(stage: Stage, connect, cookies, watch):
    den = stage.rooms["private"]
    cursor = await sync_to_async(lambda: den.messages.count())()
    await sync_to_async(_come_back)(stage, den)
    member = connect(cookies["member"])
    await member.hello({den.pk: cursor})
    assert (await member.receive("resync"))["reason"] == "behind"
    await member.send(type="join", room=den.pk)
    page = await member.receive("history")
    assert [message["kind"] for message in page["messages"]] == ["added"]
