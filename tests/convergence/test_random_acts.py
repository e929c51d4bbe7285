"""Whatever three people do: each of their pages shows in the end what a fresh one shows."""

import pytest
from asgiref.sync import sync_to_async
from hypothesis import HealthCheck, Phase, given, settings

from tests.convergence.random_acts import NAMES, STEPS, Step, Trio, do, meet, people
from tests.convergence.witness import Witness, disagreements

EXAMPLES = 10

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trio_cookies(db, cookie_of) -> dict[str, str]:
    return {person.username: cookie_of(person) for person in people()}


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],  # each try of a smaller failure would wait as long as a client may
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_pages_agree_with_fresh_ones_whatever_was_done(trio_cookies, connect, steps):
    trio = await sync_to_async(meet)()
    watching = [Witness(name, trio_cookies[name], connect) for name in NAMES]
    for one in watching:
        await one.come()
    await sync_to_async(_do_all)(trio, steps)
    assert await disagreements(watching) == []
    for one in watching:
        await one.go()


def _do_all(trio: Trio, steps: list[Step]) -> None:
    for step in steps:
        do(trio, step)
