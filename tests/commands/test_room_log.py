"""Folding what a room tells, as docs/protocol.md says."""

from typing import Any

from clients.python.room_log import RoomLog

ROOM = 5


def message(seq: int, changed_seq: int | None = None) -> dict[str, Any]:
    return {"id": 100 + seq, "seq": seq, "changed_seq": changed_seq or seq}


def changes(after: int, *seqs: int) -> dict[str, Any]:
    upto = max(seqs, default=after)
    return {"room": ROOM, "after": after, "upto": upto, "messages": [message(s) for s in seqs]}


def history(*seqs: int, older: bool = False) -> dict[str, Any]:
    return {"messages": [message(seq) for seq in seqs], "older": older, "head": max(seqs)}


def seqs(log: RoomLog) -> list[int]:
    return [held["seq"] for held in log.messages.values()]


def test_what_follows_the_cursor_is_taken():
    log = RoomLog(ROOM, since=4)
    assert log.take_changes(changes(4, 5, 6))
    assert (log.cursor, seqs(log)) == (6, [5, 6])


def test_what_is_known_is_not_taken_twice():
    log = RoomLog(ROOM, since=4)
    log.take_changes(changes(4, 5, 6))
    assert log.take_changes(changes(4, 5, 6))
    assert log.take_changes(changes(5, 6, 7))
    assert (log.cursor, seqs(log)) == (7, [5, 6, 7])


def test_a_gap_takes_nothing_and_asks_from_the_cursor():
    log = RoomLog(ROOM, since=4)
    assert not log.take_changes(changes(6, 7))
    assert (log.cursor, seqs(log)) == (4, [])
    assert log.join() == {"type": "join", "room": ROOM, "after": 4}


def test_a_later_state_takes_the_place_of_an_earlier_one():
    log = RoomLog(ROOM, since=4)
    log.take_changes(changes(4, 5, 6))
    log.take_changes({"after": 6, "upto": 7, "messages": [message(5, changed_seq=7)]})
    assert seqs(log) == [5, 6]
    assert [held["changed_seq"] for held in log.messages.values()] == [7, 6]


def test_a_change_of_a_message_from_before_is_passed_over():
    log = RoomLog(ROOM, since=4)
    log.take_changes({"after": 4, "upto": 5, "messages": [message(2, changed_seq=5)]})
    assert (log.cursor, seqs(log)) == (5, [])


def test_a_log_without_a_place_begins_with_the_newest_page():
    log = RoomLog(ROOM)
    assert log.join() == {"type": "join", "room": ROOM}
    assert log.take_history(history(8, 9, older=True)) is None
    assert (log.since, log.cursor, seqs(log)) == (7, 9, [8, 9])


def test_changes_before_the_first_page_are_passed_over():
    assert not RoomLog(ROOM).take_changes(changes(8, 9))


def test_after_a_resync_the_hole_is_read_page_by_page():
    log = RoomLog(ROOM, since=4)
    log.take_changes(changes(4, 5))
    log.drop("behind")
    assert log.join() == {"type": "join", "room": ROOM}
    before = {"type": "history", "room": ROOM, "limit": 100}
    assert log.take_history(history(9, 10, older=True)) == {**before, "before": 9}
    log.take_changes(changes(10, 11))
    assert log.take_history(history(7, 8, older=True)) == {**before, "before": 7}
    assert log.take_history(history(4, 5, 6, older=True)) is None
    assert (log.cursor, seqs(log)) == (11, [5, 6, 7, 8, 9, 10, 11])


def test_in_another_epoch_only_the_newest_page_is_wanted():
    log = RoomLog(ROOM, since=400)
    log.drop("epoch")
    assert log.take_history(history(8, 9, older=True)) is None
    assert (log.cursor, seqs(log)) == (9, [8, 9])


def test_a_head_beyond_the_cursor_after_silence_means_that_something_was_lost():
    log = RoomLog(ROOM, since=4)
    assert not log.misses(5)
    assert log.misses(5)
    log.take_changes(changes(4, 5))
    assert not log.misses(6)
    assert log.misses(6)
    assert not log.misses(5)
