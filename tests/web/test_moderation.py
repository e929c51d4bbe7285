"""Reporting and keeping order from a room's page, by form and by script."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from chat.actions.moderation.mutes import mute_in_room
from chat.actions.moderation.sanctions import warn
from chat.models import Block, Message, Report, Room, Sanction, User
from chat.models.moderation.report import NOTE_MAX_CHARS
from chat.models.moderation.sanction import REASON_MAX_CHARS
from tests.acting import say

SCRIPT = {"X-Requested-With": "fetch"}
TOO_LONG = "x" * (REASON_MAX_CHARS + 1)


def of_message(name: str, message: Message) -> str:
    return reverse(name, args=[message.room.slug, message.seq])


def of_member(name: str, room: Room, person: User) -> str:
    return reverse(name, args=[room.slug, person.pk])


def refreshed(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


@pytest.fixture
def said(lobby, bob) -> Message:
    return say(lobby, bob, "rude words")


# --- Messages -------------------------------------------------------------------------------


def test_a_member_reports_a_message_with_reason_and_note(signed_in, alice, said):
    given = {"reason": "abuse", "note": "he does this every day"}
    answer = signed_in(alice).post(of_message("room_report", said), given, headers=SCRIPT)

    assert answer.json() == {"said": "Thank you. The moderators have been told."}
    report = Report.objects.get()
    assert (report.reporter, report.reason, report.note) == (alice, "abuse", given["note"])


def test_a_report_without_a_script_leads_back_to_the_room(signed_in, alice, said):
    address = of_message("room_report", said)
    answer = signed_in(alice).post(address, {"reason": "spam"}, follow=True)

    assert answer.redirect_chain == [(reverse("room", args=["lobby"]), 302)]
    assert "Thank you. The moderators have been told." in answer.content.decode()


def test_a_note_that_is_too_long_is_named_and_nothing_is_reported(signed_in, alice, said):
    given = {"reason": "spam", "note": "x" * (NOTE_MAX_CHARS + 1)}
    answer = signed_in(alice).post(of_message("room_report", said), given, headers=SCRIPT)

    assert answer.status_code == 422
    assert answer.json()["code"] == "bad_field"
    assert f"at most {NOTE_MAX_CHARS} characters" in answer.json()["said"]
    assert not Report.objects.exists()


def test_a_message_is_reported_once_by_one_person(signed_in, alice, said):
    browser, address = signed_in(alice), of_message("room_report", said)
    browser.post(address, {"reason": "spam"}, headers=SCRIPT)
    answer = browser.post(address, {"reason": "abuse"}, headers=SCRIPT)

    assert (answer.status_code, answer.json()["code"]) == (422, "already_reported")
    assert Report.objects.get().reason == "spam"


def test_a_message_is_hidden_and_brought_back(signed_in, alice, said):
    browser = signed_in(alice)
    answer = browser.post(of_message("room_hide", said), headers=SCRIPT)
    assert answer.json() == {"said": "The message is hidden."}
    assert refreshed(said).hidden_at is not None

    answer = browser.post(of_message("room_restore", said), headers=SCRIPT)
    assert answer.json() == {"said": "The message is back."}
    assert (refreshed(said).hidden_at, refreshed(said).body) == (None, "rude words")


def test_a_purge_leaves_no_text(signed_in, alice, said):
    answer = signed_in(alice).post(of_message("room_purge", said), {"reason": "private data"})
    assert answer.status_code == 302
    assert (refreshed(said).body, refreshed(said).html) == ("", "")


@pytest.mark.parametrize("name", ["room_hide", "room_restore", "room_purge"])
def test_a_plain_member_takes_nothing_down(signed_in, bob, alice, lobby, name):
    message = say(lobby, alice, "the owner's words")
    assert signed_in(bob).post(of_message(name, message), headers=SCRIPT).status_code == 403
    assert refreshed(message).body == "the owner's words"


def test_nothing_is_destroyed_for_a_reason_that_is_too_long(signed_in, alice, said):
    given = {"reason": TOO_LONG}
    answer = signed_in(alice).post(of_message("room_purge", said), given, headers=SCRIPT)

    assert answer.status_code == 422
    assert f"at most {REASON_MAX_CHARS} characters" in answer.json()["said"]
    assert refreshed(said).body == "rude words"


# --- People ---------------------------------------------------------------------------------


def test_somebody_is_muted_for_a_time_and_told_why(signed_in, alice, bob, lobby):
    given = {"seconds": "3600", "reason": "calm down"}
    answer = signed_in(alice).post(of_member("room_mute", lobby, bob), given, headers=SCRIPT)

    assert answer.json() == {"said": "Bob is muted in this room."}
    laid = Sanction.objects.get()
    assert (laid.user, laid.room, laid.reason) == (bob, lobby, "calm down")
    page = signed_in(bob).get(reverse("room", args=["lobby"])).content.decode()
    assert "calm down" in page


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "Choose how long."),
        ({"seconds": "7"}, "Choose how long."),
        ({"seconds": "3600", "reason": TOO_LONG}, f"at most {REASON_MAX_CHARS} characters"),
    ],
)
def test_what_is_wrong_with_a_mute_is_named(signed_in, alice, bob, lobby, given, complaint):
    answer = signed_in(alice).post(of_member("room_mute", lobby, bob), given, headers=SCRIPT)

    assert answer.status_code == 422
    assert complaint in answer.json()["said"]
    assert not Sanction.objects.exists()


def test_a_mute_is_over_when_a_moderator_says_so(signed_in, alice, bob, lobby):
    mute_in_room(alice, lobby, bob, timedelta(hours=1))
    answer = signed_in(alice).post(of_member("room_unmute", lobby, bob), headers=SCRIPT)

    assert answer.json() == {"said": "The mute is over."}
    say(lobby, bob, "I may speak again")


def test_the_muted_do_not_end_their_own_mute(signed_in, alice, bob, lobby):
    laid = mute_in_room(alice, lobby, bob, timedelta(hours=1))
    assert signed_in(bob).post(of_member("room_unmute", lobby, bob)).status_code == 403
    assert Sanction.objects.get(pk=laid.pk).lifted_at is None


def test_a_mute_of_the_places_moderators_is_theirs_to_end(
    signed_in, alice, bob, lobby, django_user_model
):
    root = django_user_model.objects.create_superuser(username="root")
    mute_in_room(root, lobby, bob, timedelta(hours=1))
    answer = signed_in(alice).post(of_member("room_unmute", lobby, bob), headers=SCRIPT)

    assert (answer.status_code, answer.json()["code"]) == (422, "place_only")


def test_a_mute_that_is_not_there_cannot_be_ended(signed_in, alice, bob, lobby):
    assert signed_in(alice).post(of_member("room_unmute", lobby, bob)).status_code == 404


def test_a_warning_is_shown_until_it_was_read(signed_in, bob, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    laid = warn(root, bob, "no advertising, please")
    browser = signed_in(bob)
    assert "no advertising, please" in browser.get(reverse("home"), follow=True).content.decode()

    browser.post(reverse("warning_read", args=[laid.pk]))
    page = browser.get(reverse("home"), follow=True).content.decode()
    assert "no advertising, please" not in page


def test_nobody_reads_the_warning_of_another(signed_in, alice, bob, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    laid = warn(root, bob, "no advertising, please")
    signed_in(alice).post(reverse("warning_read", args=[laid.pk]))
    assert Sanction.objects.get().lifted_at is None


def test_somebody_is_blocked_and_unblocked(signed_in, alice, bob):
    browser = signed_in(alice)
    answer = browser.post(reverse("people_block", args=["bob"]), headers=SCRIPT)
    assert answer.json() == {"said": "You no longer see what Bob writes."}
    assert Block.objects.get().blocked == bob

    browser.post(reverse("people_unblock", args=["bob"]))
    assert not Block.objects.exists()


def test_the_words_of_somebody_who_is_blocked_are_not_quoted(signed_in, alice, bob, lobby, said):
    say(lobby, alice, "my answer", reply_to=said)
    Block.objects.create(user=alice, blocked=bob)
    page = signed_in(alice).get(reverse("room", args=["lobby"])).content.decode()
    quotes = re.findall(r'data-ref="quote-text">(.*?)</span>', page, re.DOTALL)
    told = [quote.strip() for quote in quotes if quote.strip()]
    assert told == ["A message of somebody you have blocked"]


# --- Rooms ----------------------------------------------------------------------------------


def test_a_room_is_locked_and_opened_again(signed_in, alice, lobby):
    browser = signed_in(alice)
    browser.post(reverse("room_lock", args=["lobby"]))
    assert Room.objects.get().locked_at is not None
    browser.post(reverse("room_unlock", args=["lobby"]))
    assert Room.objects.get().locked_at is None


def test_a_room_is_slowed(signed_in, alice, lobby):
    signed_in(alice).post(reverse("room_slow", args=["lobby"]), {"seconds": "30"})
    assert Room.objects.get().slow_seconds == 30


@pytest.mark.parametrize("seconds", ["", "7", "-5", "soon"])
def test_a_room_is_slowed_by_what_is_offered_and_nothing_else(signed_in, alice, lobby, seconds):
    address = reverse("room_slow", args=["lobby"])
    answer = signed_in(alice).post(address, {"seconds": seconds}, follow=True)
    assert "Choose how long." in answer.content.decode()
    assert Room.objects.get().slow_seconds == 0


@pytest.mark.parametrize("name", ["room_lock", "room_unlock", "room_slow"])
def test_a_plain_member_changes_nothing_about_the_room(signed_in, bob, lobby, name):
    answer = signed_in(bob).post(reverse(name, args=["lobby"]), {"seconds": "30"})
    assert answer.status_code == 403
    room = Room.objects.get()
    assert (room.locked_at, room.slow_seconds) == (None, 0)
