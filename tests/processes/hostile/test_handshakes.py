"""A handshake that is none is answered as such: no socket, and no fault of ours."""

import asyncio

from tests.processes.conftest import Site
from tests.processes.hostile.conftest import unharmed
from tests.processes.hostile.handshakes import all_cases
from tests.processes.hostile.raw import ask, enter, request

CASES_MIN = 40
AT_ONCE = 16


def status_in(answer: bytes) -> int | None:
    """Return the status of an HTTP answer, or None when there is no answer."""
    return int(answer.split(b" ", 2)[1]) if answer else None


async def test_no_bad_handshake_opens_a_socket(target: Site):
    daphne = target.daphnes[0]
    places = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, sent: bytes) -> tuple[str, int | None]:
        async with places:
            return name, status_in(await ask(daphne, sent))

    cases = all_cases(daphne)
    assert len(cases) > CASES_MIN
    with unharmed(daphne):
        witness = await enter(daphne, target.people[1]["cookie"])
        answers = dict(await asyncio.gather(*(one(name, cases[name][0]) for name in cases)))
        assert await witness.until_pong(b"still there") == []
        await witness.close()
    wrong = {name: answers[name] for name, (_, may) in cases.items() if answers[name] not in may}
    assert wrong == {}


async def test_the_handshake_that_all_others_differ_from_opens_a_socket(target: Site):
    sent = request(target.daphnes[0], Cookie=target.people[0]["cookie"])
    assert status_in(await ask(target.daphnes[0], sent)) == 101


async def test_a_handshake_of_nobody_is_told_so_on_the_socket(target: Site):
    """A browser cannot read the status of a refused handshake, so this one is accepted first."""
    for cookie in (None, "sessionid=", "sessionid=\xff", "sessionid=" + "x" * 4_000, ";;=", '"'):
        answer = await ask(target.daphnes[0], request(target.daphnes[0], Cookie=cookie))
        assert status_in(answer) == 101


async def test_a_protocol_of_no_ascii_is_no_fault_of_ours(target: Site):
    """Stock Daphne decodes it as ASCII, and answers 500 with a traceback in the log."""
    with unharmed(target.daphnes[0]):
        sent = request(target.daphnes[0], Sec_WebSocket_Protocol="\xe9")
        assert status_in(await ask(target.daphnes[0], sent)) in {101, 400, 403}
