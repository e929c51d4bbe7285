"""Texts are rendered beside the loop and before the writer: what takes long delays its author."""

import asyncio
import threading
from uuid import uuid4

import pytest

from chat.log import journal
from chat.models import Message
from chat.text.markdown import rendering

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow(monkeypatch):
    """A text that takes as long to render as the test wants."""
    done = threading.Event()
    render = rendering.render_with_mentions

    def rendered(body, people):
        if "slow" in body:
            done.wait(5)
        return render(body, people)

    monkeypatch.setattr(rendering, "render_with_mentions", rendered)
    yield done
    done.set()


@pytest.fixture
async def alice_here(connect, alice_cookie, lobby):
    client = connect(alice_cookie)
    await client.hello()
    return client


@pytest.fixture
async def bob_here(connect, bob_cookie, lobby):
    client = connect(bob_cookie)
    await client.hello()
    return client


async def test_others_post_and_ping_while_a_text_is_rendered(slow, alice_here, bob_here, lobby):
    waiting = await alice_here.say(lobby.pk, "**slow**")
    nonce = await bob_here.say(lobby.pk, "plain")
    assert (await bob_here.receive("ack"))["nonce"] == nonce
    marked = await bob_here.say(lobby.pk, "**bold**")
    assert (await bob_here.receive("ack"))["nonce"] == marked
    assert await bob_here.hears_nothing()
    slow.set()
    assert (await alice_here.receive("ack"))["nonce"] == waiting


async def test_what_one_socket_sends_keeps_its_order(slow, alice_here, lobby):
    nonces = [await alice_here.say(lobby.pk, body) for body in ("**slow**", "plain", "*third*")]
    slow.set()
    acks = [(await alice_here.receive("ack")) for _ in nonces]
    assert [ack["nonce"] for ack in acks] == nonces
    assert [ack["seq"] for ack in acks] == sorted(ack["seq"] for ack in acks)


async def test_an_edit_is_rendered_there_as_well(slow, alice_here, bob_here, lobby):
    await alice_here.say(lobby.pk, "first")
    stored = await alice_here.receive("ack")
    edit = {"type": "edit", "room": lobby.pk, "nonce": str(uuid4()), "id": stored["id"]}
    await alice_here.send(**edit, body="slow")
    nonce = await bob_here.say(lobby.pk, "meanwhile")
    assert (await bob_here.receive("ack"))["nonce"] == nonce
    assert (await Message.objects.aget(pk=stored["id"])).body == "first"
    slow.set()
    assert (await alice_here.receive("ack"))["nonce"] == edit["nonce"]


async def test_one_person_holds_one_thread_however_many_sockets_they_have(
    slow, connect, alice_cookie, alice_here, bob_here, lobby
):
    for _ in range(4):
        client = connect(alice_cookie)
        await client.hello()
        await client.say(lobby.pk, "**slow**")
    await asyncio.sleep(0)
    nonce = await bob_here.say(lobby.pk, "**bold**")
    assert (await bob_here.receive("ack"))["nonce"] == nonce


async def test_what_can_be_no_text_is_refused_with_its_nonce(alice_here, lobby):
    nonce = await alice_here.say(lobby.pk, "\u200b")
    error = await alice_here.receive("error")
    assert (error["code"], error["nonce"]) == ("empty", nonce)


async def test_one_person_reads_one_page_at_a_time_however_many_sockets_they_have(
    connect, alice_cookie, lobby, monkeypatch
):
    reading, most, page = 0, 0, journal.page

    def counted(*args, **wanted):
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        found = page(*args, **wanted)
        reading -= 1
        return found

    monkeypatch.setattr(journal, "page", counted)
    clients = [connect(alice_cookie) for _ in range(4)]
    for client in clients:
        await client.hello()
    for client in clients:
        await client.send(type="history", room=lobby.pk)
    for client in clients:
        await client.receive("history")
    assert most == 1
