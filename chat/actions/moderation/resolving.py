"""What moderators decide at the desk: everything that one decision does is one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q

from chat.actions.moderation import bans, mutes, reports, sanctions, takedowns
from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import moderates_place
from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Case, Sanction, User


@dataclass(frozen=True, slots=True)
class Decision:
    """Why something is done, and the state on which the moderator decided.

    `seen`: `state_of_case` or `state_of_person` as the moderator saw it; the decision is refused
    when the state has changed. Empty: decide in any state.
    """

    reason: str = ""
    seen: str = ""


# --- Cases ----------------------------------------------------------------------------------
#
# Each of these raises Refused: `forbidden`, `yourself` (one's own message, except for
# administrators), `muted`, `case_taken` (by another moderator), `changed_meanwhile`, and what the
# act itself raises.


def state_of_case(case: Case) -> str:
    """Return a text that differs whenever the case or its message has changed."""
    message = case.message
    changes = (message.edited_at, message.deleted_at, message.hidden_at, message.purged_at)
    return " ".join(map(str, (case.closed_at, *changes)))


def take(moderator: User, case: Case) -> None:
    """Claim the case for ten minutes, in which no other moderator can decide it."""
    _require_judge(moderator, case)
    if not reports.claim(moderator, case):
        raise Refused("case_taken")


def dismiss(moderator: User, case: Case, decision: Decision) -> None:
    """Close the case without any other act."""
    with _closing(moderator, case, decision, "dismiss"):
        pass


def hide(moderator: User, case: Case, decision: Decision) -> None:
    """Hide the message, and close the case."""
    with _closing(moderator, case, decision, "hide") as found:
        takedowns.hide_message(moderator, found.message, decision.reason)


def purge(moderator: User, case: Case, decision: Decision) -> None:
    """Destroy the message's text, and close the case."""
    with _closing(moderator, case, decision, "purge") as found:
        takedowns.purge_message(moderator, found.message, decision.reason)


def warn(moderator: User, case: Case, decision: Decision) -> None:
    """Warn the message's author, and close the case."""
    with _closing(moderator, case, decision, "warn") as found:
        sanctions.warn(moderator, found.message.author, decision.reason)


def mute(moderator: User, case: Case, decision: Decision, lasting: timedelta) -> None:
    """Mute the message's author everywhere for a time, and close the case."""
    with _closing(moderator, case, decision, "mute") as found:
        mutes.mute(moderator, found.message.author, lasting, decision.reason)


def ban(moderator: User, case: Case, decision: Decision, terms: bans.Terms) -> None:
    """Ban the message's author, and close this case and those about the messages taken down."""
    author, room_id = case.message.author, case.message.room_id
    with journal.locked(bans.rooms_of(author, terms) | {room_id}) as heads:
        User.objects.select_for_update(no_key=True).get(pk=author.pk)
        with _closing(moderator, case, decision, "ban"):
            bans.ban_under_lock(moderator, author, terms, heads)
    bans.sweep_older(moderator, author, terms)


def restore(moderator: User, case: Case, decision: Decision) -> None:
    """Restore a hidden message, as after an appeal; the case stays as it is."""
    with _locked_case(moderator, case, decision) as found:
        takedowns.restore_message(moderator, found.message, decision.reason)


def reopen(moderator: User, case: Case, decision: Decision) -> None:
    """Reopen a closed case; what was done about it stays done."""
    with _locked_case(moderator, case, decision) as found:
        if found.closed_at is None:
            raise Refused("changed_meanwhile")
        before = {"outcome": found.outcome}
        Case.objects.filter(pk=found.pk).update(closed_at=None, closed_by=None, outcome="")
        message = found.message
        note = Note(message.author, message.room, message, decision.reason, before=before)
        record(moderator, "case_reopened", note)


@contextmanager
def _closing(moderator: User, case: Case, decision: Decision, outcome: str) -> Iterator[Case]:
    with _locked_case(moderator, case, decision) as found:
        if found.closed_at is not None:
            raise Refused("changed_meanwhile")
        yield found
        reports.close(moderator, found, outcome, decision.reason)


@contextmanager
def _locked_case(moderator: User, case: Case, decision: Decision) -> Iterator[Case]:
    """Lock the message's room and then the case, in the same order as a report."""
    _require_judge(moderator, case)
    with journal.locked([case.message.room_id]):
        cases = Case.objects.select_related("message__author", "message__room")
        found = cases.select_for_update(of=("self",)).get(pk=case.pk)
        if reports.claimant_of(found) not in (None, moderator):
            raise Refused("case_taken")
        if decision.seen not in ("", state_of_case(found)):
            raise Refused("changed_meanwhile")
        yield found


def _require_judge(moderator: User, case: Case) -> None:
    """Nobody judges their own message, except administrators: there may be only one."""
    if not moderates_place(moderator):
        raise Refused("forbidden")
    if case.message.author_id == moderator.pk and not moderator.is_superuser:
        raise Refused("yourself")
    check_unmuted(moderator)


# --- People ---------------------------------------------------------------------------------
#
# Each of these raises Refused: `changed_meanwhile`, and what the act itself raises.


def state_of_person(person: User) -> str:
    """Return a text that differs whenever somebody's account or sanctions have changed."""
    newest = person.sanctions.aggregate(
        last=Max("pk"), lifted=Max("lifted_at", filter=~Q(kind=Sanction.Kind.WARNING))
    )
    is_active = User.objects.filter(pk=person.pk, is_active=True).exists()
    return f"{is_active} {newest['last']} {newest['lifted']}"


def warn_person(moderator: User, person: User, decision: Decision) -> None:
    """Warn somebody."""
    with _unchanged(person, decision):
        sanctions.warn(moderator, person, decision.reason)


def mute_person(moderator: User, person: User, decision: Decision, lasting: timedelta) -> None:
    """Mute somebody everywhere for a time."""
    with _unchanged(person, decision):
        mutes.mute(moderator, person, lasting, decision.reason)


def unmute_person(moderator: User, person: User, decision: Decision) -> None:
    """End all of somebody's mutes that apply everywhere."""
    with _unchanged(person, decision):
        mutes.lift_mutes_everywhere(moderator, person, decision.reason)


def ban_person(moderator: User, person: User, decision: Decision, terms: bans.Terms) -> None:
    """Ban somebody, and close the cases about the messages taken down."""
    with journal.locked(bans.rooms_of(person, terms)) as heads, _unchanged(person, decision):
        bans.ban_under_lock(moderator, person, terms, heads)
    bans.sweep_older(moderator, person, terms)


def unban_person(moderator: User, person: User, decision: Decision) -> None:
    """Reopen a banned account."""
    with _unchanged(person, decision):
        bans.lift_ban(moderator, person, decision.reason)


def close_person(moderator: User, person: User, decision: Decision) -> None:
    """Deactivate somebody's account."""
    with _unchanged(person, decision):
        bans.close_account(moderator, person, decision.reason)


@contextmanager
def _unchanged(person: User, decision: Decision) -> Iterator[None]:
    """Lock the person's row, so that a form that was sent twice acts once."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if decision.seen not in ("", state_of_person(person)):
            raise Refused("changed_meanwhile")
        yield
