"""One Daphne that all of these tests throw things at, and somebody who talks through it all."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests import services
from tests.processes.conftest import Site, site


@pytest.fixture(scope="session")
def target(tmp_path_factory) -> Iterator[Site]:
    """One Daphne as in production, but without limits of rate: what is thrown at it gets there."""
    env = services.in_production(str(tmp_path_factory.mktemp("target")))
    with ExitStack() as stack:
        yield site(stack, env, daphnes=1)


@contextmanager
def unharmed(daphne: services.Daphne) -> Iterator[None]:
    """Hold that the server stays up meanwhile, and that its log tells of no fault."""
    before = len(daphne.log)
    yield
    assert daphne.process.poll() is None
    told = daphne.log[before:]
    assert "Traceback" not in told, told
    assert "Unhandled" not in told, told
    assert [line for line in told.splitlines() if services.FAULT.search(line)] == []
