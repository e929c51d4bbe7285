"""The room's log: numbers without doubles in order of commit, pages both ways."""

import threading
from uuid import uuid4

import pytest
from django.db import connections

from chat.access import visibility
from chat.actions.messages.edits import edit_message
from chat.actions.messages.posting import Send, post_message
from chat.actions.rooms.memberships import join_room
from chat.actions.rooms.rooms import create_room
from chat.log import history, journal
from chat.models import Message, Room, RoomHead
from tests.acting import act, say


@pytest.fixture
def long_room(lobby, alice):
    """The lobby with alice's joining at 1 and nine messages at 2 to 10."""
    with journal.locked([lobby.pk]) as heads:
        journal.append(
            heads,
            [Message(room_id=lobby.pk, author_id=alice.pk, body=str(seq)) for seq in range(2, 11)],
        )
    return lobby


def seqs(messages) -> list[int]:
    return [message.seq for message in messages]


@pytest.mark.django_db
def test_the_newest_page_ends_at_the_head(long_room):
    page = journal.page(long_room.pk, limit=4)
    assert seqs(page.messages) == [7, 8, 9, 10]
    assert (page.older, page.newer, page.head) == (True, False, 10)


@pytest.mark.django_db
def test_a_page_before_a_place_ends_just_before_it(long_room):
    page = journal.page(long_room.pk, before=4, limit=4)
    assert seqs(page.messages) == [1, 2, 3]
    assert (page.older, page.newer) == (False, True)


@pytest.mark.django_db
def test_a_page_after_a_place_begins_just_after_it(long_room):
    page = journal.page(long_room.pk, after=5, limit=4)
    assert seqs(page.messages) == [6, 7, 8, 9]
    assert (page.older, page.newer) == (True, True)


@pytest.mark.django_db
def test_walking_back_page_by_page_meets_every_message_once(long_room):
    met, page = [], journal.page(long_room.pk, limit=3)
    met = seqs(page.messages)
    while page.older:
        page = journal.page(long_room.pk, before=met[0], limit=3)
        met = seqs(page.messages) + met
    assert met == list(range(1, 11))


@pytest.fixture
def heavy_room(lobby, alice, monkeypatch):
    """Nine messages, three of which are as much as a page may tell."""
    monkeypatch.setattr(history, "PAGE_WEIGHT", 30)
    with journal.locked([lobby.pk]) as heads:
        drafts = [Message(room_id=lobby.pk, author_id=alice.pk, body="x" * 10) for _ in range(9)]
        journal.append(heads, drafts)
    return lobby


@pytest.mark.django_db
def test_a_page_of_long_messages_ends_sooner_and_says_that_there_is_more(heavy_room):
    newest, oldest = journal.page(heavy_room.pk), journal.page(heavy_room.pk, after=1)
    assert (seqs(newest.messages), newest.older) == ([8, 9, 10], True)
    assert (seqs(oldest.messages), oldest.newer) == ([2, 3, 4], True)


@pytest.mark.django_db
def test_a_page_around_a_place_has_that_place_however_long_its_messages_are(heavy_room):
    page = journal.page(heavy_room.pk, around=5)
    assert 5 in seqs(page.messages)
    assert (page.older, page.newer) == (True, True)


@pytest.mark.django_db
def test_one_message_is_told_however_long_it_is(heavy_room, monkeypatch):
    monkeypatch.setattr(history, "PAGE_WEIGHT", 1)
    assert seqs(journal.page(heavy_room.pk).messages) == [10]


@pytest.mark.django_db
def test_walking_through_long_messages_meets_every_one_once(heavy_room):
    page = journal.page(heavy_room.pk)
    met = seqs(page.messages)
    while page.older:
        page = journal.page(heavy_room.pk, before=met[0])
        met = seqs(page.messages) + met
    assert met == list(range(1, 11))


@pytest.mark.django_db
def test_of_very_many_replies_the_newest_are_told_anew(lobby, alice, bob, monkeypatch):
    monkeypatch.setattr(journal, "REQUOTED_MAX", 2)
    original = say(lobby, alice, "question")
    replies = [say(lobby, bob, str(number), reply_to=original) for number in range(4)]
    head = journal.heads([lobby.pk])[lobby.pk]
    edit_message(act(alice, original), "another question")
    changed = journal.since(lobby.pk, head, head + 10, 10)
    assert seqs(changed) == [replies[2].seq, replies[3].seq, original.seq]
    read_again = journal.page(lobby.pk).messages
    excerpts = {one.reply_to.excerpt for one in read_again if one.reply_to}
    assert excerpts == {"another question"}


@pytest.mark.django_db
def test_a_page_beyond_either_end_is_empty(long_room):
    assert journal.page(long_room.pk, before=1).messages == []
    assert journal.page(long_room.pk, after=10).messages == []


@pytest.mark.django_db
def test_what_changed_since_is_each_message_once_in_the_order_of_changes(long_room):
    Message.objects.filter(room=long_room, seq=3).update(changed_seq=11)
    changed = journal.since(long_room.pk, 1, 11, 100)
    assert seqs(changed) == [2, 4, 5, 6, 7, 8, 9, 10, 3]


@pytest.mark.django_db
def test_what_changed_since_stops_at_the_bound_and_at_the_limit(long_room):
    assert seqs(journal.since(long_room.pk, 4, 7, 100)) == [5, 6, 7]
    assert seqs(journal.since(long_room.pk, 4, 7, 2)) == [5, 6]


@pytest.mark.django_db
def test_saving_a_room_does_not_rewind_its_numbers(long_room):
    stale = Room.objects.get(pk=long_room.pk)
    Room.objects.filter(pk=stale.pk).update(name=stale.name)
    assert journal.heads([long_room.pk]) == {long_room.pk: 10}


@pytest.mark.django_db
def test_the_epoch_stays_the_same(db):
    assert journal.epoch() == journal.epoch()


@pytest.mark.django_db
def test_only_visible_rooms_have_an_entrance_for_a_person(lobby, alice):
    assert set(visibility.entrances(alice, [lobby.pk, lobby.pk + 1])) == {lobby.pk}


def unread(user) -> int:
    [room] = visibility.joined_rooms(user)
    return room.unread


@pytest.mark.django_db
def test_unread_is_what_others_have_said_since(lobby, alice, bob, charlie):
    post_message(Send(lobby.pk, alice.pk, uuid4(), "one"))
    post_message(Send(lobby.pk, alice.pk, uuid4(), "two"))
    join_room(charlie, lobby)
    assert (unread(alice), unread(bob), unread(charlie)) == (0, 2, 0)


@pytest.mark.django_db
def test_unread_is_counted_no_further_than_its_limit(lobby, alice, bob):
    with journal.locked([lobby.pk]) as heads:
        drafts = [Message(room_id=lobby.pk, author_id=alice.pk, body="x") for _ in range(130)]
        journal.append(heads, drafts)
    assert unread(bob) == 100


@pytest.mark.django_db
def test_a_rolled_back_append_gives_its_numbers_back(lobby, alice):
    with pytest.raises(RuntimeError), journal.locked([lobby.pk]) as heads:
        journal.append(heads, [Message(room_id=lobby.pk, author_id=alice.pk, body="lost")])
        raise RuntimeError
    stored = post_message(Send(lobby.pk, alice.pk, uuid4(), "kept"))
    assert stored.seq == 2
    assert RoomHead.objects.get(room=lobby).seq == 2


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_no_hole_and_no_double(alice):
    rooms = [create_room(alice, name) for name in ("one", "two")]

    def write(order: list[Room]) -> None:
        try:
            for number in range(25):
                room = order[number % 2]
                post_message(Send(room.pk, alice.pk, uuid4(), f"message {number}"))
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(rooms[::step],)) for step in (1, -1, 1, -1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    for room in rooms:
        written = Message.objects.filter(room=room).order_by("seq").values_list("seq", flat=True)
        assert list(written) == list(range(1, 52))


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_sees_a_number_before_the_numbers_below_it(alice):
    """What the lock on the head is for: a reader that follows the log misses nothing."""
    room = create_room(alice, "busy")

    def write() -> None:
        try:
            for number in range(30):
                post_message(Send(room.pk, alice.pk, uuid4(), f"message {number}"))
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    cursor, followed = 1, []
    while (
        any(writer.is_alive() for writer in writers) or cursor < journal.heads([room.pk])[room.pk]
    ):
        for message in journal.since(room.pk, cursor, 2**53, 10):
            followed.append(message.seq)
            cursor = message.changed_seq
    assert followed == list(range(2, 92))
