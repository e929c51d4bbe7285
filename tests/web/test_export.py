"""One's own data, taken away as one file."""

import json

from django.test import Client
from django.urls import reverse

from chat.actions.messages.bookmarks import bookmark
from chat.actions.messages.edits import edit_message
from chat.actions.messages.reactions import react
from chat.actions.moderation.reports import report_message
from chat.actions.moderation.sanctions import warn
from chat.actions.moderation.takedowns import hide_message
from chat.actions.rooms.rooms import create_room
from chat.models import Block, Removal, User
from tests.acting import act, say
from tests.web.accounts import confirmed

EXPORT = reverse("account_export")


def exported(browser: Client) -> str:
    return browser.get(EXPORT).getvalue().decode()


def told(browser: Client) -> dict[str, list[dict]]:
    """Return what is in the file, by kind."""
    lines: dict[str, list[dict]] = {}
    for line in exported(browser).splitlines():
        row = json.loads(line)
        lines.setdefault(row["kind"], []).append(row)
    return lines


def test_the_file_has_all_that_is_kept_about_a_person(lobby, alice, bob):
    root = User.objects.create_superuser(username="root", password="x")
    hers = say(lobby, alice, "hers")
    edit_message(act(bob, say(lobby, bob, "最初の文")), "直した文")
    react(act(bob, hers), "👍")
    bookmark(act(bob, hers), "for later")
    report_message(bob, lobby, hers.seq, "spam", "look at this")
    Block.objects.create(user=bob, blocked=alice)
    Removal.objects.create(user=bob, room=create_room(alice, "Garden"))
    warn(root, bob, "be kind")

    lines = told(confirmed(bob))
    assert [row["username"] for row in lines["profile"]] == ["bob"]
    assert [row["room__slug"] for row in lines["membership"]] == ["lobby"]
    assert [row["body"] for row in lines["message"]] == ["直した文"]
    assert [row["body"] for row in lines["earlier_version"]] == ["最初の文"]
    assert [row["emoji"] for row in lines["reaction"]] == ["👍"]
    assert [row["note"] for row in lines["bookmark"]] == ["for later"]
    assert [row["note"] for row in lines["report"]] == ["look at this"]
    assert [row["blocked__username"] for row in lines["block"]] == ["alice"]
    assert [row["reason"] for row in lines["sanction"]] == ["be kind"]
    assert [row["room__slug"] for row in lines["removal"]] == ["garden"]
    assert lines["device"]


def test_nothing_of_other_people_is_in_it(lobby, alice, bob):
    say(lobby, alice, "words of hers")
    report_message(alice, lobby, say(lobby, bob, "his").seq, "abuse", "a note of hers")
    content = exported(confirmed(bob))
    assert "his" in content
    assert "of hers" not in content


def test_what_a_moderator_has_hidden_is_not_in_it(lobby, alice, bob):
    hide_message(alice, say(lobby, bob, "taken down"))
    assert "taken down" not in str(told(confirmed(bob)))


def test_the_file_is_given_to_nobody_who_has_not_just_shown_that_it_is_them(client, signed_in, bob):
    assert client.get(EXPORT).status_code == 302
    assert signed_in(bob).get(EXPORT).status_code == 302
