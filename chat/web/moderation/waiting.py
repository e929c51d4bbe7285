"""What waits for those who keep order in the whole place, and how much that is."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from chat.actions.moderation.authority import moderates_place
from chat.models import Case, HeldMessage, User
from chat.models.moderation.report import CaseQuerySet

SHOWN_MAX = 99


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases and held messages one person may decide just now."""

    cases: int
    held: int

    @property
    def total(self) -> int:
        """How many things that are."""
        return self.cases + self.held

    @property
    def shown(self) -> str:
        """The total where there is little room."""
        return f"{SHOWN_MAX}+" if self.total > SHOWN_MAX else str(self.total)


def cases_for(user: User) -> CaseQuerySet:
    """Return the cases that a moderator sees.

    Not those about their own words, which would tell them who has reported them; administrators
    see all, for there may be nobody else.
    """
    cases = Case.objects.all()
    return cases if user.is_superuser else cases.exclude(message__author=user)


def held_for(user: User) -> QuerySet[HeldMessage]:
    """Return the held messages that a moderator may decide: not their own, but for administrators.

    Nothing is posted for a closed account.
    """
    held = HeldMessage.objects.filter(decision=HeldMessage.Decision.WAITING, author__is_active=True)
    return held if user.is_superuser else held.exclude(author=user)


def waiting_for(request: HttpRequest) -> Waiting | None:
    """Return what waits for whoever asks; None for all who keep no order in the whole place."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_staff or not moderates_place(user):
        return None
    return Waiting(cases_for(user).open().count(), held_for(user).count())
