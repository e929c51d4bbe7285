"""How often somebody may do one thing by form; the answer to more is the page 429."""

from collections.abc import Callable
from typing import Any

from allauth.decorators import rate_limit
from django.conf import settings

View = Callable[..., Any]

POSTS = (
    f"{settings.MESSAGES_BURST}/{settings.MESSAGES_BURST / settings.MESSAGES_PER_SECOND:g}s/user"
)
ROOMS = "20/h/user"
DIRECT = "60/h/user"
ADDING = "60/h/user"
INVITATIONS = "30/h/user"
REPORTS = "20/h/user"
SET_UP = "20/m/ip"


def limited(action: str, rate: str) -> Callable[[View], View]:
    """Return a decorator that lets a signed-in person POST at `rate`, as "amount/time/user".

    Only one's own doings are counted, so nobody can use up another person's share.
    """
    config = {action: rate} if settings.RATE_LIMITS else {}
    return rate_limit(action=action, config=config)


def visits_limited(action: str, rate: str) -> Callable[[View], View]:
    """Return a decorator that lets anybody ask at `rate`, as "amount/time/ip"; reading counts."""
    config = {action: rate} if settings.RATE_LIMITS else {}
    return rate_limit(action=action, config=config, limit_get=True)
