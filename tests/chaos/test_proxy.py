"""The proxy carries everything in fair weather, and fails in exactly the way it is told to."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from chaos.proxy import FAIR, Proxy, Trap, Weather
from tests.services import free_port

SECONDS = 5.0
Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Echo:
    """A server that says everything back, and remembers it."""

    def __init__(self) -> None:
        self.heard = b""
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65536):
            self.heard += piece
            writer.write(piece)
        writer.close()


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    echo = Echo()
    server = await asyncio.start_server(echo.answer, "127.0.0.1", 0)
    echo.port = server.sockets[0].getsockname()[1]
    yield echo
    server.close()


@pytest.fixture
async def proxy(echo) -> AsyncIterator[Proxy]:
    proxy = Proxy(echo.port, random.Random(1))
    await proxy.open()
    yield proxy
    await proxy.close()


Dial = Callable[[Proxy], Awaitable[Pair]]


@pytest.fixture
async def dial() -> AsyncIterator[Dial]:
    """Return a function that connects through a proxy."""
    writers = []

    async def connected(proxy: Proxy) -> Pair:
        pair = await asyncio.open_connection("127.0.0.1", proxy.port)
        writers.append(pair[1])
        return pair

    yield connected
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0)


@pytest.fixture
async def pair(proxy, dial) -> Pair:
    """A connection through the proxy that has been used once."""
    made = await dial(proxy)
    assert await said(made, b"hello") == b"hello"
    return made


async def said(pair: Pair, words: bytes) -> bytes:
    reader, writer = pair
    writer.write(words)
    async with asyncio.timeout(SECONDS):
        return await reader.readexactly(len(words))


async def heard(pair: Pair) -> bytes:
    """Return what comes until the end. Raises ConnectionResetError, TimeoutError."""
    async with asyncio.timeout(0.3):
        return await pair[0].read()


async def test_in_fair_weather_everything_arrives(proxy, echo, pair) -> None:
    words = random.Random(2).randbytes(300_000)
    assert await said(pair, words) == words
    assert echo.heard == b"hello" + words


async def test_the_end_of_a_side_is_passed_on(proxy, pair) -> None:
    pair[1].write_eof()
    assert await heard(pair) == b""


async def test_a_cut_resets_both_sides(proxy, pair) -> None:
    assert proxy.cut() == 1
    with pytest.raises(ConnectionResetError):
        await heard(pair)


async def test_what_vanishes_is_told_to_nobody(proxy, echo, pair) -> None:
    proxy.be(Weather(vanishes=True))
    pair[1].write(b"anybody there?")
    with pytest.raises(TimeoutError):
        await heard(pair)
    assert echo.heard == b"hello"


async def test_a_connection_that_lost_bytes_is_reset_when_the_weather_clears(proxy, pair) -> None:
    proxy.be(Weather(vanishes=True))
    pair[1].write(b"anybody there?")
    with pytest.raises(TimeoutError):
        await heard(pair)
    proxy.clear()
    with pytest.raises(ConnectionResetError):
        await heard(pair)


async def test_a_half_open_link_carries_one_way(proxy, echo, pair) -> None:
    proxy.to_client = Weather(vanishes=True)
    pair[1].write(b"this way")
    with pytest.raises(TimeoutError):
        await heard(pair)
    assert echo.heard == b"hellothis way"


async def test_a_connection_that_lost_nothing_lives_on(proxy, pair) -> None:
    proxy.be(Weather(vanishes=True))
    proxy.clear()
    assert await said(pair, b"still here") == b"still here"


@pytest.mark.parametrize("weather", [Weather(delay=0.1), Weather(bytes_per_second=100)])
async def test_slow_weather_is_slow_and_loses_nothing(proxy, weather, pair) -> None:
    proxy.be(weather)
    started = time.monotonic()
    assert await said(pair, b"0123456789") == b"0123456789"
    assert time.monotonic() - started >= 0.2


async def test_lost_pieces_come_later_and_in_order(proxy, pair) -> None:
    proxy.be(Weather(lost=0.5))
    for word in (b"one", b"two", b"three", b"four"):
        assert await said(pair, word) == word


async def test_the_trap_lets_the_words_through_and_no_answer(proxy, echo, pair) -> None:
    proxy.trap = Trap(b"COMMIT", 1.0)
    pair[1].write(b"COMMIT")
    with pytest.raises(ConnectionResetError):
        await heard(pair)
    assert echo.heard == b"helloCOMMIT"
    assert proxy.trapped == 1


async def test_the_trap_waits_for_its_words(proxy, pair) -> None:
    proxy.trap = Trap(b"COMMIT", 1.0)
    assert await said(pair, b"SELECT") == b"SELECT"


async def test_who_refuses_keeps_what_stands(proxy, pair, dial) -> None:
    proxy.refuse()
    assert await said(pair, b"still here") == b"still here"
    with pytest.raises(ConnectionRefusedError):
        await dial(proxy)


async def test_it_opens_again_on_its_port(proxy, dial) -> None:
    port = proxy.port
    proxy.refuse()
    await proxy.open()
    assert proxy.port == port
    assert await said(await dial(proxy), b"hello") == b"hello"


async def test_a_server_that_is_away_resets_the_client(dial) -> None:
    proxy = Proxy(free_port(), random.Random(1))
    await proxy.open()
    with pytest.raises(ConnectionResetError):
        await heard(await dial(proxy))
    await proxy.close()


def test_fair_weather_does_nothing() -> None:
    assert Weather() == FAIR
