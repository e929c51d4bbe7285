"""What the desk offers for a case or a person as they stand, and what was sent of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone

from chat.actions.moderation.authority import require_over
from chat.actions.refusal import Refused
from chat.admin.desk.acts import ACTS, Act, Verb
from chat.admin.desk.forms import ActForm
from chat.models import Case, Sanction, User
from chat.web.shell.refusals import text_of


def for_case(user: User, case: Case) -> list[str]:
    """Return the names of what this moderator can do about a case as it stands."""
    message = case.message
    back = ["restore"] if message.hidden_at else []
    if case.closed_at:
        return [*back, "reopen"]
    hide = ["hide"] if not message.deleted_at else back
    purge = [] if message.purged_at else ["purge"]
    return ["dismiss", *hide, *_for_author(user, message.author), *purge]


def _for_author(user: User, author: User) -> list[str]:
    is_reached = author.is_active and _stands_over(user, author)
    return ["warn", "mute", "ban"] if is_reached else []


def for_person(user: User, person: User) -> list[str]:
    """Return the names of what this moderator can do to a person as they stand."""
    if not _stands_over(user, person):
        return []
    holding = Sanction.objects.holding(timezone.now()).filter(user=person)
    unmute = ["unmute"] if holding.mutes().filter(room=None).exists() else []
    if person.is_active:
        return ["warn", "mute", *unmute, "ban", "close"]
    is_banned = holding.filter(kind=Sanction.Kind.BAN).exists()
    return [*unmute, *(["unban"] if is_banned else [])]


def _stands_over(user: User, person: User) -> bool:
    try:
        require_over(user, person)
    except Refused:
        return False
    return True


# --- What was sent --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """An act as somebody has sent it; its form tells why it was refused."""

    name: str
    form: ActForm

    def is_done(
        self,
        offered: Iterable[str],
        verbs: Mapping[str, Verb],
        moderator: User,
        subject: Case | User,
    ) -> bool:
        """Do it, unless it is not offered or is filled in wrongly; return whether it was done."""
        if not self.form.is_valid():
            return False
        try:
            if self.name not in offered:
                raise Refused("changed_meanwhile")
            verbs[self.name](moderator, subject, *self.form.arguments())
        except Refused as refusal:
            self.form.add_error(None, text_of(refusal))
            return False
        return True


def sent(given: QueryDict) -> Sent:
    """Return what was sent."""
    name = given.get("act", "")
    known = ACTS.get(name)
    form = known.form if known else ActForm
    return Sent(name, form(given, auto_id=f"{name}_%s"))


@dataclass(frozen=True, slots=True)
class Offer:
    """An act with its form, which is open with all that was written when it was refused."""

    act: Act
    form: ActForm
    is_open: bool


def offers(names: Iterable[str], refused: Sent | None = None) -> list[Offer]:
    """Return these acts, each with its form."""
    return [_offer(ACTS[name], refused) for name in names]


def _offer(act: Act, refused: Sent | None) -> Offer:
    if refused and refused.name == act.name:
        return Offer(act, refused.form, is_open=True)
    return Offer(act, act.form(auto_id=f"{act.name}_%s"), is_open=False)
