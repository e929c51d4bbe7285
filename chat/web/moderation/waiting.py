"""What waits for moderators of the place, and how much."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from chat.actions.moderation.authority import moderates_place
from chat.models import Case, HeldMessage, User
from chat.models.moderation.report import CaseQuerySet

SHOWN_MAX = 99


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases and held messages one person may decide now."""

    cases: int
    held: int

    @property
    def total(self) -> int:
        """The number of cases and held messages."""
        return self.cases + self.held

    @property
    def shown(self) -> str:
        """The total, shortened for small badges."""
        return f"{SHOWN_MAX}+" if self.total > SHOWN_MAX else str(self.total)


def cases_for(user: User) -> CaseQuerySet:
    """Return the cases that a moderator may see.

    Not those about their own messages, which would reveal who reported them. Administrators see
    all: there may be nobody else.
    """
    cases = Case.objects.all()
    return cases if user.is_superuser else cases.exclude(message__author=user)


def held_for(user: User) -> QuerySet[HeldMessage]:
    """Return the held messages that a moderator may decide.

    Not their own, except for administrators, and none of closed accounts.
    """
    held = HeldMessage.objects.filter(decision=HeldMessage.Decision.WAITING, author__is_active=True)
    return held if user.is_superuser else held.exclude(author=user)


def waiting_for(request: HttpRequest) -> Waiting | None:
    """Return what waits for the visitor; None unless they moderate the place."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_staff or not moderates_place(user):
        return None
    return Waiting(cases_for(user).open().count(), held_for(user).count())
