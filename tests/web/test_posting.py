"""Posting by form, for browsers without JavaScript."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from chat.access import visibility
from chat.models import Message, Room
from tests.acting import say


def page_of(room: Room) -> str:
    return reverse("room", args=[room.slug])


def post_to(room: Room) -> str:
    return reverse("room_post", args=[room.slug])


def test_a_message_is_posted_by_form_and_shown(signed_in, bob, lobby):
    browser = signed_in(bob)
    nonce = browser.get(page_of(lobby)).context["post_nonce"]
    answer = browser.post(post_to(lobby), {"body": "一行目\r\n二行目", "nonce": nonce})

    assert answer.headers["Location"] == page_of(lobby)
    message = Message.objects.get(kind="text")
    assert (message.author, message.body) == (bob, "一行目\n二行目")


def test_a_form_that_is_sent_twice_stores_one_message(signed_in, bob, lobby):
    browser, form = signed_in(bob), {"body": "Hello", "nonce": str(uuid4())}
    for _ in range(2):
        assert browser.post(post_to(lobby), form).status_code == 302
    assert Message.objects.filter(kind="text").count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"body": " "},
        {"body": "nul\0"},
        {"body": "x" * (settings.BODY_MAX_CHARS + 1)},
        {"body": "Hello", "nonce": "x"},
        {"body": "Hello", "nonce": ""},
        {"nonce": str(uuid4())},
    ],
)
def test_a_message_that_cannot_be_stored_comes_back_with_the_reason(signed_in, bob, lobby, form):
    answer = signed_in(bob).post(post_to(lobby), {"nonce": str(uuid4())} | form)

    assert answer.status_code == 422
    assert 'class="notice notice--error"' in answer.content.decode()
    assert answer.context["draft"] == form.get("body", "")
    assert not Message.objects.filter(kind="text").exists()


def test_an_outsider_cannot_post_by_the_form(signed_in, charlie, lobby):
    answer = signed_in(charlie).post(post_to(lobby), {"body": "Hello", "nonce": uuid4()})
    assert answer.status_code == 422
    assert "Only members" in answer.content.decode()
    assert not Message.objects.filter(author=charlie).exists()


def test_nobody_posts_faster_than_the_limit(signed_in, bob, lobby):
    browser = signed_in(bob)
    forms = [{"body": "Hello", "nonce": uuid4()} for _ in range(settings.MESSAGES_BURST + 1)]
    answers = [browser.post(post_to(lobby), form) for form in forms]
    assert answers[-1].status_code == 429
    assert Message.objects.filter(kind="text").count() == settings.MESSAGES_BURST


def test_whoever_posts_has_read_what_was_there(signed_in, alice, bob, lobby):
    say(lobby, alice)
    signed_in(bob).post(post_to(lobby), {"body": "Hello", "nonce": str(uuid4())})
    assert visibility.joined_room(bob, lobby.pk).unread == 0
