"""Sockets during maintenance: told at once, refused with the sentence, and free again."""

import pytest
from asgiref.sync import sync_to_async

from chat.actions import maintenance
from chat.actions.messages.reading import mark_read
from chat.models import Membership
from tests.acting import say

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "Back at 15:00"


@pytest.fixture
async def alice_client(connect, alice_cookie, lobby):
    client = connect(alice_cookie)
    await client.hello({lobby.pk: 0})
    return client


async def switch(sentence: str) -> None:
    await sync_to_async(maintenance.switch)(sentence)


async def test_everybody_is_told_when_it_begins_and_when_it_is_over(alice_client):
    await switch(WHY)
    assert (await alice_client.receive("maintenance"))["text"] == WHY
    await switch("")
    assert (await alice_client.receive("maintenance"))["text"] == ""


async def test_whoever_comes_meanwhile_is_told_at_once(alice_client, connect, bob_cookie, bob):
    await switch(WHY)
    await alice_client.receive("maintenance")
    assert (await connect(bob_cookie).hello())["maintenance"] == WHY


async def test_a_message_waits_and_is_stored_when_it_is_over(alice_client, lobby):
    await switch(WHY)
    await alice_client.receive("maintenance")
    nonce = await alice_client.say(lobby.pk, "one")
    refused = await alice_client.receive("error")
    assert (refused["code"], refused["nonce"], refused["detail"]) == ("maintenance", nonce, WHY)
    assert refused["retry_after"] > 0
    await switch("")
    await alice_client.receive("maintenance")
    await alice_client.say(lobby.pk, "one", nonce)
    assert (await alice_client.receive("ack"))["nonce"] == nonce


async def test_other_acts_are_refused_alike(alice_client, lobby, alice):
    message = await sync_to_async(say)(lobby, alice)
    await switch(WHY)
    await alice_client.receive("maintenance")
    nonce = "0b5e6b6e-0000-4000-8000-000000000000"
    told = {"room": lobby.pk, "nonce": nonce, "id": message.pk}
    await alice_client.send(type="react", **told, emoji="👍")
    assert (await alice_client.receive("error"))["code"] == "maintenance"


async def test_reading_on_is_passed_over_without_a_word(alice_client, bob, lobby, alice):
    message = await sync_to_async(say)(lobby, bob)
    await alice_client.receive_messages(2)
    await switch(WHY)
    await alice_client.receive("maintenance")
    await alice_client.send(type="read", room=lobby.pk, seq=message.seq)
    assert await alice_client.hears_nothing()
    seat = await Membership.objects.aget(user=alice, room=lobby)
    assert seat.read_seq < message.seq
    await switch("")
    await alice_client.receive("maintenance")
    assert await sync_to_async(mark_read)(alice.pk, lobby.pk, message.seq)
