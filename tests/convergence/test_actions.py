"""For every action: whoever watched it, or was away meanwhile, shows what a fresh page shows."""

import pytest
from asgiref.sync import sync_to_async

from tests.convergence.actions import no_verbs, public_actions
from tests.convergence.scenarios import SCENARIOS, SHOWN
from tests.convergence.stage import Stage
from tests.convergence.witness import disagreements

HERE = ("alice", "bob", "charlie", "dave")
AWAY = ("bob", "charlie", "dave")


def test_every_action_has_a_scenario():
    assert public_actions() - no_verbs() == SHOWN


def test_what_needs_no_scenario_is_there():
    assert no_verbs() <= public_actions()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_watcher_shows_what_a_fresh_page_shows(stage: Stage, witness, name):
    here, away = [[witness(person) for person in people] for people in (HERE, AWAY)]
    for one in (*here, *away):
        await one.come()
        if one.name == "charlie":
            await one.visit(stage.lobby.pk)
    for one in away:
        await one.go()
    await sync_to_async(SCENARIOS[name])(stage)
    for one in away:
        await one.come()
    assert await disagreements([*here, *away]) == []
