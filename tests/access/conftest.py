"""The stage with every role, sessions for all of them, and sockets."""

import pytest
from django.core.cache import cache

from chat.actions.people.bulk import cookie, sign_in_people
from tests.access.stage import ROLES, Stage, set_stage
from tests.live.conftest import connect, cookie_of, live

__all__ = ["connect", "cookie_of", "live"]


@pytest.fixture
def stage(db, settings) -> Stage:
    settings.RATE_LIMITS = False
    cache.clear()
    return set_stage()


@pytest.fixture
def cookies(stage: Stage) -> dict[str, str]:
    """The Cookie headers of one session for each role; a visitor's is of no session."""
    roles = [role for role in ROLES if role != "visitor"]
    keys = sign_in_people([stage.person(role) for role in roles])
    return {"visitor": cookie("nobody")} | dict(zip(roles, map(cookie, keys), strict=True))
