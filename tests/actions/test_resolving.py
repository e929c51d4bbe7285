"""What a moderator decides at the desk is done as a whole, or not at all."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from chat.actions.messages.edits import edit_message
from chat.actions.moderation import bans, reports, resolving
from chat.actions.moderation.bans import Sweep, Terms
from chat.actions.moderation.reports import claim, report_message
from chat.actions.moderation.resolving import Decision, state_of_case, state_of_person
from chat.actions.moderation.takedowns import Takedown, hide_message
from chat.actions.refusal import Refused
from chat.models import AuditEntry, Case, Message, Sanction, User
from tests.acting import act, say

pytestmark = pytest.mark.django_db
WHY = Decision("loans, again")


@pytest.fixture
def mona(db) -> User:
    mona = User.objects.create_user(username="mona", is_staff=True)
    mona.groups.add(Group.objects.get(name="Moderators"))
    return mona


@pytest.fixture
def case(lobby, alice, bob) -> Case:
    report_message(alice, lobby, say(lobby, bob, "buy loans").seq, "spam")
    return Case.objects.select_related("message__author", "message__room").get()


def stands(case: Case) -> tuple[bool, bool, int, int]:
    """Whether the case is open, its text is there, and how many sanctions and entries there are."""
    case = Case.objects.get(pk=case.pk)
    has_text = Message.objects.get(pk=case.message_id).body == "buy loans"
    return (
        case.closed_at is None,
        has_text,
        Sanction.objects.count(),
        AuditEntry.objects.count(),
    )


UNTOUCHED = (True, True, 0, 0)


# --- One transaction ------------------------------------------------------------------------


DECISIONS = {
    "hide": lambda mona, case: resolving.hide(mona, case, WHY),
    "purge": lambda mona, case: resolving.purge(mona, case, WHY),
    "warn": lambda mona, case: resolving.warn(mona, case, WHY),
    "mute": lambda mona, case: resolving.mute(mona, case, WHY, timedelta(hours=1)),
    "ban": lambda mona, case: resolving.ban(mona, case, WHY, Terms("x", Sweep(24, Takedown.HIDE))),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_what_was_done_is_undone_when_the_case_cannot_be_closed(monkeypatch, mona, case, bob, name):
    def fail(*_given: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(reports, "close", fail)
    with pytest.raises(RuntimeError):
        DECISIONS[name](mona, case)
    assert stands(case) == UNTOUCHED
    bob.refresh_from_db()
    assert (bob.is_active, bob.muted_until) == (True, None)
    assert bob.memberships.exists()


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_does_its_act_and_closes_the_case(mona, case, name):
    DECISIONS[name](mona, case)
    case.refresh_from_db()
    assert (case.outcome, case.closed_by) == (name, mona)


def test_a_ban_of_a_person_is_undone_when_their_cases_cannot_be_closed(
    monkeypatch, mona, case, bob
):
    def fail(*_given: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(bans, "close_swept", fail)
    with pytest.raises(RuntimeError):
        resolving.ban_person(mona, bob, WHY, Terms("x", Sweep(24, Takedown.PURGE)))
    assert stands(case) == UNTOUCHED
    bob.refresh_from_db()
    assert bob.is_active


def test_what_a_ban_cannot_take_down_at_once_is_taken_down_with_its_cases(
    monkeypatch, mona, case, lobby, alice, bob
):
    monkeypatch.setattr(bans, "SWEPT_AT_ONCE", 2)
    for number in range(4):
        report_message(alice, lobby, say(lobby, bob, f"loan {number}").seq, "spam")
    resolving.ban(mona, case, WHY, Terms("loans", Sweep(24, Takedown.HIDE)))
    assert not Message.objects.filter(author=bob, kind="text", hidden_at=None).exists()
    assert not Case.objects.open().exists()


def test_a_refused_act_leaves_the_case_open(mona, case, bob):
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    with pytest.raises(Refused, match="forbidden"):
        resolving.warn(mona, case, WHY)
    assert stands(case) == UNTOUCHED


def test_a_warning_without_a_text_is_refused(mona, case):
    for nothing in ("", "  ", "\u200b\u3164"):
        with pytest.raises(Refused, match="no_reason"):
            resolving.warn(mona, case, Decision(nothing))
    assert stands(case) == UNTOUCHED


# --- What was seen --------------------------------------------------------------------------


def decided(mona, case):
    resolving.dismiss(mona, case, WHY)


def hidden(mona, case):
    hide_message(mona, case.message)


def edited(mona, case):
    edit_message(act(case.message.author, case.message), "buy flowers")


@pytest.mark.parametrize("change", [decided, hidden, edited])
def test_a_decision_about_what_has_changed_since_is_refused(mona, case, change):
    seen = state_of_case(case)
    change(mona, case)
    before = stands(case)
    with pytest.raises(Refused, match="changed_meanwhile"):
        resolving.purge(mona, case, Decision("loans", seen))
    assert stands(case) == before


def test_another_report_of_the_same_message_changes_nothing(mona, case, lobby, charlie):
    seen = state_of_case(case)
    report_message(charlie, lobby, case.message.seq, "abuse")
    resolving.hide(mona, case, Decision("loans", seen))
    assert not Case.objects.open().exists()


def test_a_case_is_decided_once(mona, case):
    resolving.warn(mona, case, WHY)
    with pytest.raises(Refused, match="changed_meanwhile"):
        resolving.warn(mona, case, WHY)
    assert Sanction.objects.count() == 1


def test_an_act_on_a_person_that_is_sent_twice_is_done_once(mona, bob):
    seen = state_of_person(bob)
    resolving.warn_person(mona, bob, Decision("no ads", seen))
    with pytest.raises(Refused, match="changed_meanwhile"):
        resolving.warn_person(mona, bob, Decision("no ads", seen))
    assert Sanction.objects.count() == 1


def test_a_warning_that_is_read_meanwhile_changes_nothing(mona, bob):
    resolving.warn_person(mona, bob, WHY)
    seen = state_of_person(bob)
    Sanction.objects.update(lifted_at=timezone.now())
    resolving.mute_person(mona, bob, Decision("no ads", seen), timedelta(hours=1))
    assert Sanction.objects.count() == 2


def test_all_mutes_that_hold_everywhere_end_together(mona, bob):
    for hours in (1, 2):
        resolving.mute_person(mona, bob, WHY, timedelta(hours=hours))
    resolving.unmute_person(mona, bob, WHY)
    bob.refresh_from_db()
    assert bob.muted_until is None


# --- Who decides ----------------------------------------------------------------------------


def test_what_another_moderator_has_taken_is_theirs_to_decide(mona, case, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    resolving.take(root, case)
    for verb in (resolving.dismiss, resolving.hide, resolving.purge):
        with pytest.raises(Refused, match="case_taken"):
            verb(mona, case, WHY)
    with pytest.raises(Refused, match="case_taken"):
        resolving.take(mona, case)
    assert stands(case) == UNTOUCHED


def test_a_case_is_free_again_after_ten_minutes(mona, case, django_user_model):
    assert claim(django_user_model.objects.create_superuser("root"), case)
    Case.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    resolving.dismiss(mona, case, WHY)
    assert not Case.objects.open().exists()


def test_nobody_but_administrators_judges_their_own_words(mona, lobby, alice, django_user_model):
    from_mona = say(lobby, alice, "mine")
    Message.objects.filter(pk=from_mona.pk).update(author=mona)
    case = Case.objects.create(message=Message.objects.get(pk=from_mona.pk))
    for verb in (resolving.dismiss, resolving.hide, resolving.purge, resolving.reopen):
        with pytest.raises(Refused, match="yourself"):
            verb(mona, case, WHY)
    with pytest.raises(Refused, match="yourself"):
        resolving.take(mona, case)
    User.objects.filter(pk=mona.pk).update(is_superuser=True)
    resolving.dismiss(User.objects.get(pk=mona.pk), case, WHY)


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_whoever_moderates_no_place_decides_nothing(request, case, who):
    person = request.getfixturevalue(who)
    for verb in (resolving.dismiss, resolving.hide, resolving.purge, resolving.reopen):
        with pytest.raises(Refused, match="forbidden"):
            verb(person, case, WHY)
    assert stands(case) == UNTOUCHED


# --- After it was closed --------------------------------------------------------------------


def test_a_closed_case_is_opened_again_and_written_down(mona, case):
    resolving.hide(mona, case, WHY)
    resolving.reopen(mona, case, Decision("an appeal"))
    case.refresh_from_db()
    assert (case.closed_at, case.outcome) == (None, "")
    entry = AuditEntry.objects.get(act="case_reopened")
    assert (entry.actor, entry.reason, entry.before) == ("@mona", "an appeal", {"outcome": "hide"})
    assert Message.objects.get(pk=case.message_id).hidden_at


def test_an_open_case_is_not_opened_again(mona, case):
    with pytest.raises(Refused, match="changed_meanwhile"):
        resolving.reopen(mona, case, WHY)


def test_a_message_comes_back_and_the_case_stays_closed(mona, case):
    resolving.hide(mona, case, WHY)
    resolving.restore(mona, case, WHY)
    case.refresh_from_db()
    assert case.closed_at
    assert Message.objects.get(pk=case.message_id).body == "buy loans"
