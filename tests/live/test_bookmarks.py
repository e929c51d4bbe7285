"""A private act over the socket: told to all tabs of its person, and to nobody else."""

from uuid import uuid4

import pytest

from chat.models import Bookmark
from tests.acting import say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tea(lobby, bob):
    return say(lobby, bob, "tea?")


@pytest.fixture
async def tabs(connect, alice_cookie, lobby, tea):
    """Two sockets of alice."""
    both = [connect(alice_cookie), connect(alice_cookie)]
    for tab in both:
        await tab.hello({lobby.pk: tea.seq})
    return both


async def act(client, kind, message, nonce=None, **fields):
    about = {"room": message.room_id, "nonce": nonce or str(uuid4()), "id": message.pk}
    await client.send(type=kind, **about, **fields)


async def test_all_tabs_of_the_person_learn_it_and_nobody_else(
    tabs, connect, bob_cookie, lobby, tea
):
    bob = connect(bob_cookie)
    await bob.hello({lobby.pk: tea.seq})
    for kind, is_kept in (("bookmark", True), ("unbookmark", False)):
        await act(tabs[0], kind, tea)
        for tab in tabs:
            told = await tab.receive("bookmark", "changes")
            assert told == {
                "type": "bookmark",
                "room": lobby.pk,
                "id": tea.pk,
                "bookmarked": is_kept,
            }
        assert (await tabs[0].receive("ack"))["seq"] == 0
    assert await bob.hears_nothing()


async def test_note_and_reminder_come_over_the_socket(tabs, tea):
    await act(tabs[0], "bookmark", tea, note="buy", remind_at="2027-01-02T09:00:00+09:00")
    await tabs[0].receive("ack")
    await act(tabs[0], "bookmark", tea, note="buy some")
    await tabs[0].receive("ack")
    kept = await Bookmark.objects.aget()
    assert (kept.note, kept.remind_at.isoformat()) == ("buy some", "2027-01-02T00:00:00+00:00")
    await act(tabs[0], "bookmark", tea, remind_at=None)
    await tabs[0].receive("ack")
    assert (await Bookmark.objects.aget()).remind_at is None


@pytest.mark.parametrize("moment", ["tomorrow", "2027-01-02T09:00:00", "0001-01-01T00:00:00+14:00"])
async def test_what_is_no_moment_is_refused_with_its_nonce(tabs, tea, moment):
    nonce = str(uuid4())
    await act(tabs[0], "bookmark", tea, nonce, remind_at=moment)
    refused = await tabs[0].receive("error")
    assert (refused["code"] in {"bad_field", "bad_time"}, refused["nonce"]) == (True, nonce)


async def test_a_repeated_act_is_acknowledged_and_does_nothing(tabs, tea):
    nonce = str(uuid4())
    for is_repeated in (False, True):
        await act(tabs[0], "bookmark", tea, nonce)
        assert (await tabs[0].receive("ack"))["duplicate"] is is_repeated
    assert await Bookmark.objects.acount() == 1


async def test_a_new_connection_is_told_what_is_kept_in_the_rooms_it_watches(
    connect, tabs, alice_cookie, bob_cookie, lobby, tea
):
    await act(tabs[0], "bookmark", tea)
    await tabs[0].receive("ack")
    told = [await connect(cookie).hello({lobby.pk: 0}) for cookie in (alice_cookie, bob_cookie)]
    assert [one["bookmarks"] for one in told] == [{str(lobby.pk): [tea.pk]}, {}]
    assert (await connect(alice_cookie).hello())["bookmarks"] == {}


async def test_too_long_a_note_is_refused_and_the_socket_goes_on(tabs, tea):
    await act(tabs[0], "bookmark", tea, note="x" * 501)
    assert (await tabs[0].receive("error"))["code"] == "too_long"
    await act(tabs[0], "bookmark", tea, note="x" * 500)
    await tabs[0].receive("ack")
