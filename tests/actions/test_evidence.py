"""What reported messages said is kept while a case is open, whatever becomes of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.posting import Send, post_message
from chat.actions.moderation.bans import Sweep, ban
from chat.actions.moderation.reports import close, report_message
from chat.actions.moderation.rulebook import store_filter
from chat.actions.moderation.takedowns import Takedown, purge_message
from chat.actions.people.accounts import delete_account
from chat.actions.rooms.retention import purge_old
from chat.models import Case, Evidence, Filter, Message, Room, User, Version
from tests.acting import act, say
from tests.actions.test_moderation import found_anywhere

pytestmark = pytest.mark.django_db


def reported(room: Room, author: User, reporter: User, body: str) -> tuple[Message, Case]:
    said = say(room, author, body)
    return said, report_message(reporter, room, said.seq, "abuse").case


def kept(case: Case) -> list[str]:
    return list(case.evidence.order_by("pk").values_list("body", flat=True))


def test_what_its_author_edits_and_deletes_stays_as_it_was_reported(lobby, alice, bob):
    said, case = reported(lobby, bob, alice, "very rude")
    edit_message(act(bob, said), "kind")
    delete_message(act(bob, said))
    assert kept(case) == ["very rude"]
    assert [one.body for one in Case.objects.get().texts_gone()] == ["very rude"]


def test_what_an_owner_purges_stays_until_the_case_is_closed(lobby, alice, bob, mona):
    said, case = reported(lobby, alice, bob, "very rude")
    purge_message(alice, said)
    assert not Version.objects.filter(message=said).exists()
    assert kept(case) == ["very rude"]
    close(mona, case, "warn")
    assert found_anywhere("very rude") == []


def test_what_the_places_moderators_purge_is_gone_at_once(lobby, alice, bob, mona):
    said, _ = reported(lobby, bob, alice, "secret address")
    purge_message(mona, said)
    assert found_anywhere("secret address") == []


def test_what_the_owner_has_purged_the_places_moderators_purge_for_good(lobby, alice, bob, mona):
    said, _ = reported(lobby, alice, bob, "secret address")
    purge_message(alice, said)
    purge_message(mona, said)
    assert found_anywhere("secret address") == []


def test_a_ban_that_purges_leaves_nothing(lobby, root, alice, bob):
    reported(lobby, bob, alice, "secret address")
    ban(root, bob, sweep=Sweep(1, Takedown.PURGE))
    assert found_anywhere("secret address") == []


def test_what_was_decided_is_purged_with_all_that_was_kept(lobby, alice, bob, mona):
    said, case = reported(lobby, bob, alice, "secret address")
    close(mona, case, "dismiss")
    assert kept(case) == ["secret address"]
    purge_message(alice, said)
    assert found_anywhere("secret address") == []


def test_each_text_that_was_reported_is_kept_once(lobby, alice, bob, charlie, dave):
    said, case = reported(lobby, bob, alice, "rude")
    report_message(charlie, lobby, said.seq, "abuse")
    edit_message(act(bob, said), "ruder")
    report_message(dave, lobby, said.seq, "abuse")
    assert kept(case) == ["rude", "ruder"]
    assert [one.body for one in Case.objects.get().texts_gone()] == ["rude"]


def test_what_a_filter_flags_is_kept_too(lobby, root, bob):
    store_filter(root, Filter(pattern="casino", action="flag", is_on=True))
    post_message(Send(lobby.pk, bob.pk, uuid4(), "to the casino"))
    assert kept(Case.objects.get()) == ["to the casino"]


def test_retention_waits_for_an_open_case(lobby, alice, bob, mona):
    said, case = reported(lobby, bob, alice, "very rude")
    other = say(lobby, bob, "just old")
    Message.objects.update(created_at=timezone.now() - timedelta(days=9))
    Room.objects.update(retention_days=7)
    list(purge_old())
    states = {one.pk: bool(one.purged_at) for one in Message.objects.filter(author=bob)}
    assert (states[said.pk], states[other.pk]) == (False, True)
    close(mona, case, "dismiss")
    list(purge_old())
    assert found_anywhere("very rude") == []


def test_an_account_that_is_deleted_leaves_the_evidence(lobby, alice, bob):
    said, case = reported(lobby, bob, alice, "very rude")
    delete_message(act(bob, said))
    delete_account(bob)
    assert kept(case) == ["very rude"]


def test_nothing_is_kept_of_what_nobody_reported(lobby, alice, bob):
    purge_message(alice, say(lobby, bob, "rude"))
    assert not Evidence.objects.exists()
