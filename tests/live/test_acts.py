"""The acts on messages over the socket: what comes back, and what everybody sees."""

from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from tests.acting import say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tea(lobby, bob):
    return say(lobby, bob, "tea?")


@pytest.fixture
async def alice_client(connect, alice_cookie, lobby, tea):
    """Alice's socket, at the head of the lobby."""
    client = connect(alice_cookie)
    await client.hello({lobby.pk: tea.seq})
    return client


@pytest.fixture
async def bob_client(connect, bob_cookie, lobby, tea):
    client = connect(bob_cookie)
    await client.hello({lobby.pk: tea.seq})
    return client


async def act(client, kind, message, **fields):
    await client.send(type=kind, room=message.room_id, nonce=str(uuid4()), id=message.pk, **fields)


async def test_an_edit_is_acknowledged_and_seen_by_all(alice_client, bob_client, tea):
    await act(bob_client, "edit", tea, body="coffee?")
    assert (await bob_client.receive("ack"))["seq"] == tea.seq + 1
    [seen] = await alice_client.receive_messages(1)
    assert (seen["id"], seen["body"], seen["seq"]) == (tea.pk, "coffee?", tea.seq)
    assert seen["edited_at"] is not None


async def test_an_edit_that_was_made_from_another_text_is_refused_with_its_nonce(bob_client, tea):
    await act(bob_client, "edit", tea, body="coffee?", base=tea.seq)
    await bob_client.receive("ack")
    await act(bob_client, "edit", tea, body="cocoa?", base=tea.seq)
    refused = await bob_client.receive("error")
    assert (refused["code"], refused["room"]) == ("changed_meanwhile", tea.room_id)
    assert "nonce" in refused


async def test_an_edit_of_somebody_elses_message_is_refused(alice_client, tea):
    await act(alice_client, "edit", tea, body="coffee?")
    assert (await alice_client.receive("error"))["code"] == "forbidden"


async def test_a_reaction_is_seen_with_who_reacted(alice_client, bob_client, tea):
    await act(alice_client, "react", tea, emoji="🍵")
    [seen] = await bob_client.receive_messages(1)
    [reaction] = seen["reactions"]
    assert (reaction["emoji"], reaction["people"][0]["username"]) == ("🍵", "alice")


async def test_a_reaction_is_taken_away(alice_client, bob_client, tea):
    await act(alice_client, "react", tea, emoji="🍵")
    await bob_client.receive_messages(1)
    await act(alice_client, "unreact", tea, emoji="🍵")
    [seen] = await bob_client.receive_messages(1)
    assert seen["reactions"] == []


async def test_what_is_no_emoji_is_refused(alice_client, tea):
    await act(alice_client, "react", tea, emoji="tea")
    assert (await alice_client.receive("error"))["code"] == "bad_emoji"


async def test_a_pin_and_its_end_are_seen(alice_client, bob_client, tea):
    await act(alice_client, "pin", tea)
    [pinned] = await bob_client.receive_messages(1)
    await act(alice_client, "unpin", tea)
    [unpinned] = await bob_client.receive_messages(1)
    assert (pinned["pinned_at"] is None, unpinned["pinned_at"]) == (False, None)


async def test_a_reply_brings_its_quote_and_follows_it(alice_client, bob_client, lobby, tea):
    await alice_client.send(
        type="message", room=lobby.pk, nonce=str(uuid4()), body="please", reply_to=tea.pk
    )
    [reply] = await bob_client.receive_messages(1)
    assert reply["reply_to"]["excerpt"] == "tea?"
    await act(bob_client, "delete", tea)
    seen = {message["id"]: message for message in await alice_client.receive_messages(3)}
    assert seen[tea.pk]["deleted_at"] is not None
    assert seen[reply["id"]]["reply_to"]["state"] == "deleted"


async def test_a_reply_to_a_message_of_another_room_is_refused(
    alice_client, alice, lobby, make_room
):
    elsewhere = await sync_to_async(lambda: say(make_room(alice), alice))()
    await alice_client.send(
        type="message", room=lobby.pk, nonce=str(uuid4()), body="oh", reply_to=elsewhere.pk
    )
    assert (await alice_client.receive("error"))["code"] == "not_found"


async def test_an_outsider_of_a_public_room_is_told_to_join(connect, charlie_cookie, tea):
    charlie = connect(charlie_cookie)
    await charlie.hello()
    await act(charlie, "delete", tea)
    assert (await charlie.receive("error"))["code"] == "not_member"


async def test_a_page_around_a_message_is_told(alice_client, lobby, tea):
    await alice_client.send(type="history", room=lobby.pk, around=tea.seq, limit=2)
    page = await alice_client.receive("history")
    assert tea.seq in [message["seq"] for message in page["messages"]]


async def test_history_has_one_place_only(alice_client, lobby):
    await alice_client.send_text(f'{{"type":"history","room":{lobby.pk},"around":1,"before":2}}')
    assert (await alice_client.receive("error"))["code"] == "bad_field"
