"""The page of one's bookmarks: what is shown, what is not shown any more, notes and reminders."""

from datetime import timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.actions.messages.bookmarks import bookmark
from chat.actions.messages.edits import delete_message
from chat.actions.rooms.memberships import add_people, leave_room
from chat.actions.rooms.rooms import create_room, rename_room
from chat.models import Bookmark, Message, Room, User
from chat.web.account.views.bookmarks import BOOKMARKS_PER_PAGE
from tests.acting import act, say

PAGE = reverse("bookmarks")


@pytest.fixture
def tea(lobby, bob) -> Message:
    return say(lobby, bob, "tea at **five**?")


def change(number: int) -> str:
    return reverse("bookmark_change", args=[number])


def shown(browser, address: str = PAGE) -> str:
    answer = browser.get(address)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_a_bookmark_is_shown_with_its_message_and_note_to_its_person_only(
    signed_in, alice, bob, lobby, tea
):
    bookmark(act(alice, tea), "bring cake")
    page = shown(signed_in(alice))
    assert "tea at five?" in page
    assert "bring cake" in page
    assert reverse("room_message", args=[lobby.slug, tea.seq]) in page
    for theirs in (shown(signed_in(bob)), shown(signed_in(bob), reverse("room", args=["lobby"]))):
        assert "bring cake" not in theirs


def test_the_newest_comes_first_in_pages(signed_in, alice, bob, lobby):
    for number in range(BOOKMARKS_PER_PAGE + 1):
        bookmark(act(alice, say(lobby, bob, f"said {number:03}")))
    first = shown(signed_in(alice))
    assert first.index("said 030") < first.index("said 001")
    assert "said 000" not in first
    assert "said 000" in shown(signed_in(alice), f"{PAGE}?page=2")


def test_what_one_may_not_read_any_more_leaks_nothing_and_comes_back(signed_in, alice, bob):
    den = create_room(alice, "Den", "", Room.Kind.PRIVATE)
    add_people(alice, den, [bob])
    bookmark(act(bob, say(den, alice, "secret words")), "my note")
    leave_room(bob, den)
    rename_room(alice, den, "Another name")
    page = shown(signed_in(bob))
    for hidden in ("secret words", "Another name", den.slug, "Alice"):
        assert hidden not in page
    assert "No longer available" in page
    assert "my note" in page
    add_people(alice, den, [bob])
    assert "secret words" in shown(signed_in(bob))


def test_the_text_of_a_deleted_message_is_not_shown(signed_in, alice, bob, tea):
    bookmark(act(alice, tea))
    delete_message(act(bob, tea))
    page = shown(signed_in(alice))
    assert "five" not in page
    assert "No longer available" in page


def test_a_note_and_a_reminder_are_stored_in_the_zone_of_the_person(signed_in, alice, tea):
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Tokyo")
    bookmark(act(alice, tea))
    number = Bookmark.objects.get().pk
    later = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")) + timedelta(days=3)
    typed = later.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
    form = {"note": " 買い物\r\nの後 ", "remind_at": typed.isoformat(timespec="minutes")}
    signed_in(alice).post(change(number), form)
    kept = Bookmark.objects.get()
    assert kept.note.split() == ["買い物", "の後"]
    assert kept.remind_at.astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None) == typed
    assert f'value="{typed.isoformat(timespec="minutes")}"' in shown(signed_in(alice))


def test_what_is_due_is_counted_and_can_be_shown_alone(signed_in, alice, bob, lobby, tea):
    bookmark(act(alice, tea), remind_at=timezone.now() - timedelta(minutes=1))
    later = timezone.now() + timedelta(days=1)
    bookmark(act(alice, say(lobby, bob, "not yet")), remind_at=later)
    due = shown(signed_in(alice), f"{PAGE}?due")
    assert "tea at five?" in due
    assert "not yet" not in due
    answer = signed_in(alice).get(reverse("rooms"))
    assert str(answer.context["due_bookmarks"]) == "1"
    assert str(signed_in(bob).get(reverse("rooms")).context["due_bookmarks"]) == ""


@pytest.mark.parametrize(
    "form",
    [
        {"note": "x" * 501},
        {"note": "", "remind_at": "tomorrow"},
        {"note": "", "remind_at": "9999-12-31T23:59"},
        {"note": "\0"},
    ],
)
def test_what_cannot_be_stored_is_said(signed_in, alice, tea, form):
    bookmark(act(alice, tea), "before")
    answer = signed_in(alice).post(change(Bookmark.objects.get().pk), form, follow=True)
    assert answer.status_code == HTTPStatus.OK
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Bookmark.objects.get().note == "before"


def test_a_bookmark_is_removed_by_its_person_only(signed_in, alice, bob, tea):
    bookmark(act(alice, tea))
    address = reverse("bookmark_remove", args=[Bookmark.objects.get().pk])
    assert signed_in(bob).post(address).status_code == HTTPStatus.NOT_FOUND
    signed_in(alice).post(address)
    assert not Bookmark.objects.exists()


def test_the_room_marks_what_its_reader_keeps(signed_in, alice, bob, lobby, tea):
    bookmark(act(alice, tea))
    room = reverse("room", args=[lobby.slug])
    facts = [signed_in(person).get(room).context["facts"] for person in (alice, bob)]
    assert [one["bookmarks"] for one in facts] == [[tea.pk], []]
