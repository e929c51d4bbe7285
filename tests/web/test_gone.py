"""What the page of a room says of messages and people that are not there any more."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.moderation.takedowns import hide_message, purge_message
from chat.actions.people.accounts import deactivate
from chat.actions.rooms.direct import open_direct
from chat.log import loader
from chat.models import Message, Room, User
from tests.acting import act, say

pytestmark = pytest.mark.django_db

WORDS = {
    ("deleted", "en"): "The author has deleted this message",
    ("deleted", "ja"): "このメッセージは投稿者が削除しました",
    ("hidden", "en"): "A moderator has hidden this message",
    ("hidden", "ja"): "このメッセージはモデレーターが非表示にしました",
    ("purged", "en"): "This message was removed for good",
    ("purged", "ja"): "このメッセージは完全に削除されました",
}
STATES = ("deleted", "hidden", "purged")


def lose(message: Message, owner: User, state: str) -> None:
    """Let a message go in this way, after it was edited."""
    author = message.author
    edit_message(act(author, message), "changed")
    message.refresh_from_db()
    if state == "deleted":
        delete_message(act(author, message))
    elif state == "hidden":
        hide_message(owner, message)
    else:
        purge_message(owner, message)


def page_of(browser, room: Room) -> str:
    return browser.get(reverse("room", args=[room.slug])).content.decode()


def shown(page: str, seq: int) -> str:
    """The markup of one message."""
    return re.search(rf'<li class="message[^>]*id="m{seq}".*?</ul>', page, re.DOTALL)[0]


@pytest.mark.parametrize(("state", "language"), WORDS)
def test_a_message_that_is_gone_says_how_and_whose_it_was(
    signed_in, alice, bob, lobby, state, language
):
    gone = say(lobby, bob, "something")
    answer = say(lobby, bob, "an answer", reply_to=gone)
    lose(gone, alice, state)
    User.objects.filter(pk=alice.pk).update(language=language)
    page = page_of(signed_in(alice), lobby)
    itself, reply = shown(page, gone.seq), shown(page, answer.seq)
    assert WORDS[state, language] in itself
    assert ">Bob</span>" in itself
    assert re.search(r'data-ref="marks"\s+hidden', itself)
    assert "message--edited" not in itself
    quote = reply.split("</a>")[0]
    assert WORDS[state, language] in quote
    assert ">Bob</span>" in quote


@pytest.mark.parametrize("state", STATES)
def test_pages_that_are_open_are_told_the_same(alice, bob, lobby, state):
    gone = say(lobby, bob, "something")
    answer = say(lobby, bob, "an answer", reply_to=gone)
    lose(gone, alice, state)
    told = Message.objects.get(pk=gone.pk)
    assert told.state == state
    assert bool(loader.facts(told)["purged_at"]) == (state == "purged")
    quote = loader.facts(Message.objects.get(pk=answer.pk))["reply_to"]
    assert (quote["state"], quote["gone"], quote["author"]["id"]) == ("deleted", state, bob.pk)


def visible(page: str, name: str) -> bool:
    """Whether the part of the page with this name is shown."""
    return "hidden" not in re.search(rf'data-ref="{name}"([^>]*)>', page)[1]


def test_a_conversation_with_somebody_who_is_gone_says_so_and_takes_no_text(signed_in, alice, bob):
    talk = open_direct(alice, [bob])
    browser = signed_in(alice)
    page = page_of(browser, talk)
    assert visible(page, "writing")
    assert not visible(page, "deserted")
    deactivate(bob)
    page = page_of(browser, talk)
    assert visible(page, "deserted")
    assert not any(visible(page, name) for name in ("writing", "locked", "muted", "archived"))
    form = {"body": "hello?", "nonce": str(uuid4())}
    answer = browser.post(reverse("room_post", args=[talk.slug]), form, follow=True)
    assert "Nobody else in this conversation has an open account" in answer.content.decode()
    assert not Message.objects.filter(room=talk).exists()


def test_whose_account_is_closed_is_marked_among_the_members(signed_in, alice, bob, lobby):
    deactivate(bob)
    page = signed_in(alice).get(reverse("room_members", args=[lobby.slug])).content.decode()
    assert page.count("Account closed") == 1


def test_whose_account_is_closed_is_not_offered_to_be_called(signed_in, alice, bob, lobby):
    people = reverse("room_people", args=[lobby.slug])
    browser = signed_in(alice)
    assert [one["id"] for one in browser.get(people, {"q": "bo"}).json()["people"]] == [bob.pk]
    deactivate(bob)
    assert browser.get(people, {"q": "bo"}).json()["people"] == []
    [_, told] = browser.get(people).json()["people"]
    assert (told["id"], told["closed"]) == (bob.pk, True)
