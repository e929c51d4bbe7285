"""What the live edge counts while people come, talk and go."""

import asyncio

import pytest
from prometheus_client import REGISTRY

pytestmark = pytest.mark.django_db(transaction=True)


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_message_is_counted_on_its_way(connect, alice_cookie, lobby):
    names = (
        "commit_messages_sum",
        "commit_seconds_count",
        "flushes_total",
        "delivery_seconds_count",
    )
    before = [figure(f"hiroba_{name}") for name in names]
    client = connect(alice_cookie)
    await client.hello()
    await client.send(type="join", room=lobby.pk)
    await client.receive("history")
    await client.say(lobby.pk, "hello")
    await client.receive("changes")
    async with asyncio.timeout(60):  # they are counted once everybody has been written to
        while [figure(f"hiroba_{name}") for name in names] != [count + 1 for count in before]:
            await asyncio.sleep(0.01)


async def test_open_sockets_are_counted_and_those_that_come_back(connect, alice_cookie, lobby):
    before = figure("hiroba_sockets"), figure("hiroba_reconnects_total")
    client = connect(alice_cookie)
    epoch = (await client.hello())["epoch"]
    assert figure("hiroba_sockets") == before[0] + 1
    assert figure("hiroba_reconnects_total") == before[1]
    await connect(alice_cookie).hello(epoch=epoch)
    assert figure("hiroba_reconnects_total") == before[1] + 1


async def test_refusals_and_closes_are_counted_by_what_clients_are_told(connect, alice_cookie):
    before = (
        figure("hiroba_errors_total", code="hello_first"),
        figure("hiroba_sockets_closed_total", reason="not_signed_in"),
    )
    client = connect(alice_cookie)
    await client.connect()
    await client.send(type="typing", room=1)
    await client.receive("error")
    stranger = connect("sessionid=nobody")
    await stranger.connect()
    await stranger.receive("bye")
    assert figure("hiroba_errors_total", code="hello_first") == before[0] + 1
    assert figure("hiroba_sockets_closed_total", reason="not_signed_in") == before[1] + 1
