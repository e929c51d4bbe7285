"""Choosing whom to write to."""

import pytest
from django.urls import reverse

from chat.actions.rooms.direct import open_direct
from chat.models import Room, User

NEW = reverse("direct_new")


def test_a_conversation_is_opened_and_found_again(signed_in, alice, bob):
    answer = signed_in(alice).post(NEW, {"people": "@bob"})
    talk = Room.objects.get(kind="direct")
    assert answer.headers["Location"] == reverse("room", args=[talk.slug])
    assert signed_in(bob).post(NEW, {"people": "alice"}).headers["Location"] == answer.url


def test_several_people_talk_with_each_other(signed_in, alice, bob, charlie):
    signed_in(alice).post(NEW, {"people": "bob charlie alice"})
    assert Room.objects.get(kind="direct") == open_direct(charlie, [alice, bob])


def test_a_name_in_the_address_stands_in_the_form(signed_in, alice, bob):
    assert 'value="bob"' in signed_in(alice).get(NEW, {"to": "bob"}).content.decode()


def test_people_are_found_but_not_oneself_nor_closed_accounts(signed_in, alice, bob, charlie):
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    browser = signed_in(alice)
    assert list(browser.get(NEW).context["page"]) == [bob]
    assert list(browser.get(NEW, {"q": "@BOB"}).context["page"]) == [bob]
    assert list(browser.get(NEW, {"q": "x"}).context["page"]) == []


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("alice", "Choose at least one other person."),
        ("nobody", "There is nobody here called @nobody."),
        ("", "required"),
        (" ".join(f"person{n}" for n in range(10)), "at most 9 people"),
        ("<script>", "There is nobody here called @&lt;script&gt;."),
    ],
)
def test_whom_nobody_can_write_to_is_named(signed_in, alice, typed, complaint):
    answer = signed_in(alice).post(NEW, {"people": typed})
    assert complaint in answer.content.decode()
    assert not Room.objects.filter(kind="direct").exists()


def test_visitors_are_sent_to_sign_in(client, alice):
    assert client.get(NEW).status_code == 302
