"""The number beside “Administration”: what waits for a moderator, on pages and when asked."""

import pytest
from django.urls import reverse

from chat.actions.moderation.reports import report_message
from chat.models import Case, Filter, HeldMessage, User
from tests.acting import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(lobby, alice, bob) -> None:
    """One case and one held message."""
    report_message(alice, lobby, say(lobby, bob, "buy loans").seq, "spam")
    one = Filter.objects.create(pattern="casino")
    HeldMessage.objects.create(room=lobby, author=bob, nonce="1" * 32, body="casino", filter=one)


def test_moderators_read_how_much_waits_beside_the_administration(desk, lobby, waiting):
    for name in ("rooms", "account"):
        page = desk.get(reverse(name)).content.decode()
        badge = page.split('data-ref="waiting"')[1].split("</a>")[0]
        assert ">2<" in badge
        assert "waiting for a decision" in badge
        assert "hidden>" not in badge.split("<span")[0]


def test_nothing_is_shown_where_nothing_waits(desk):
    badge = desk.get(reverse("rooms")).content.decode().split('data-ref="waiting"')[1]
    assert "hidden>" in badge.split("<span")[0]


def test_members_and_plain_staff_have_no_number_and_are_told_none(signed_in, waiting, alice):
    staff = User.objects.create_user(username="frank", is_staff=True)
    for person in (alice, staff):
        browser = signed_in(person)
        assert 'data-ref="waiting"' not in browser.get(reverse("rooms")).content.decode()
        assert browser.get(reverse("waiting")).status_code == 403


def test_a_page_asks_how_much_waits(desk, waiting):
    answer = desk.get(reverse("waiting"))
    assert answer.json() == {"total": 2, "shown": "2"}
    assert "no-store" in answer.headers["Cache-Control"]
    Case.objects.all().delete()
    assert desk.get(reverse("waiting")).json()["total"] == 1


def test_whoever_is_signed_out_is_sent_to_sign_in(client):
    assert client.get(reverse("waiting")).status_code == 302


def test_what_a_moderator_may_not_decide_is_not_counted(desk, mona, waiting):
    HeldMessage.objects.update(author=mona)
    assert desk.get(reverse("waiting")).json()["total"] == 1


@pytest.mark.parametrize("name", ["chat_filter_changelist", "chat_auditentry_changelist"])
def test_every_page_of_the_desk_has_the_numbers_in_its_tabs(desk, waiting, name):
    tabs = desk.get(reverse(f"admin:{name}")).content.decode()
    assert tabs.count('<span class="desk-count">1</span>') == 2
