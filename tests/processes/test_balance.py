"""After one Daphne was away and the other held everybody, they share again."""

import re
import time
from collections.abc import Iterator

import pytest

from tests import crowd as crowds
from tests import services

PEOPLE = 48
TURN_SECONDS = 4.0  # of each of them
SHARE_SECONDS = 90


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Deployment]:
    with services.deployment(tmp_path_factory.mktemp("balance")) as deployment:
        yield deployment


def sockets(daphne: services.Daphne) -> int:
    told = services.fetch(f"{daphne.url}/metrics")[1]
    found = re.search(r"^hiroba_sockets ([\d.]+)$", told, re.MULTILINE)
    assert found
    return int(float(found[1]))


def test_people_are_shared_again_and_nothing_is_lost_or_doubled(deployment, monkeypatch):
    monkeypatch.setattr(crowds, "PAUSE_SECONDS", TURN_SECONDS)
    first, second = deployment.daphnes
    second.stop()
    crowd = crowds.Crowd(deployment, deployment.populate(PEOPLE, "lobby"))
    with crowd:
        assert sockets(first) == PEOPLE
        second.start()
        deadline = time.monotonic() + SHARE_SECONDS
        while abs(sockets(first) - sockets(second)) > PEOPLE / 4:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        moved = crowd.arrivals
        assert moved <= 2 * PEOPLE  # nobody who could stay was sent away
        crowd.talk_on()
        assert sockets(first) + sockets(second) == PEOPLE
    assert crowd.trouble == []
    assert crowd.lost_or_doubled() == []
    assert deployment.faults == []
