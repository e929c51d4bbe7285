"""The judge finds each kind of violation in a history made for it, and nothing in a clean one."""

from dataclasses import dataclass

import msgspec
import pytest

from chaos.checker import violations
from chaos.history import Ack, Attempt, Ending, History, Refusal, Revocation, Sight, Stored, View
from tests.chaos.histories import ALICE, BOB, CHARLIE, ROOM, facts, frame, quiet, row, said


@dataclass
class Run:
    """A quiet run, to be spoiled."""

    history: History
    stored: Stored

    def kinds(self) -> set[str]:
        return {one.kind for one in violations(self.history, self.stored)}

    def store(self, *rows) -> None:
        """Put rows into the database, and show them to everybody."""
        known = {one.id: one for one in self.stored.rows} | {one.id: one for one in rows}
        self.stored.rows = list(known.values())
        self.stored.heads[ROOM] = max(one.changed_seq for one in known.values())
        self.stored.fresh[ROOM] = {one.id: facts(one) for one in known.values()}
        self.settle()

    def settle(self) -> None:
        head = self.stored.heads[ROOM]
        self.history.views = [
            View(client, client, ROOM, head, 0, head, dict(self.stored.fresh[ROOM]))
            for client in (ALICE, BOB, CHARLIE)
        ]

    def say_in_turns(self, *turns: tuple[str, int]) -> None:
        """Have these nonces sent in this order, each in the turn of this number."""
        sent = {attempt.nonce: attempt for attempt in self.history.attempts}
        mine = [msgspec.structs.replace(sent.pop(nonce), turn=turn) for nonce, turn in turns]
        self.history.attempts = [*mine, *sent.values()]

    def change_frame(self, place: int, **changed) -> None:
        old = self.history.deliveries[place]
        self.history.deliveries[place] = msgspec.structs.replace(old, **changed)


@pytest.fixture
def run() -> Run:
    return Run(*quiet())


def test_a_quiet_run_is_clean(run) -> None:
    assert run.kinds() == set()


# --- Stored once ----------------------------------------------------------------------------


def test_an_acknowledged_message_that_is_not_stored_is_lost(run) -> None:
    run.history.attempts.append(said(9, BOB, "nine", 6.0))
    run.history.acks.append(Ack("n9", 9, 9, 6.1))
    assert run.kinds() == {"lost"}


def test_a_message_that_stands_elsewhere_than_acknowledged_is_lost(run) -> None:
    run.history.acks[0] = Ack("n2", 2, 7, 1.1)
    assert run.kinds() == {"lost"}


def test_an_attempt_without_an_answer_may_be_stored_or_not(run) -> None:
    run.history.attempts.append(said(9, BOB, "nine", 6.0))
    del run.history.acks[1]
    assert run.kinds() == set()


def test_an_acknowledged_edit_that_was_undone_is_lost(run) -> None:
    run.history.attempts += [
        Attempt("e1", ALICE, ROOM, "edit", 6.0, "first", 2),
        Attempt("e2", ALICE, ROOM, "edit", 7.0, "second", 2),
    ]
    run.history.acks += [Ack("e1", 2, 7, 6.1), Ack("e2", 2, 8, 7.1)]
    run.store(row(2, ALICE, "first", changed_seq=9))
    assert run.kinds() == {"lost"}


def test_an_edit_after_the_last_acknowledged_one_may_stand(run) -> None:
    run.history.attempts += [
        Attempt("e1", ALICE, ROOM, "edit", 6.0, "first", 2),
        Attempt("e2", ALICE, ROOM, "edit", 7.0, "second", 2),
    ]
    run.history.acks += [Ack("e1", 2, 7, 6.1)]
    run.store(row(2, ALICE, "second", changed_seq=8))
    assert run.kinds() == set()


def test_an_acknowledged_deletion_that_was_undone_is_lost(run) -> None:
    run.history.attempts.append(Attempt("d1", ALICE, ROOM, "delete", 6.0, "", 2))
    run.history.acks.append(Ack("d1", 2, 7, 6.1))
    assert run.kinds() == {"lost"}


def test_an_acknowledged_reaction_that_does_not_stand_is_lost(run) -> None:
    run.history.attempts.append(Attempt("r1", BOB, ROOM, "react", 6.0, "👍", 2))
    run.history.acks.append(Ack("r1", 2, 7, 6.1))
    assert run.kinds() == {"lost"}


def test_a_reaction_that_stands_is_not_lost(run) -> None:
    run.history.attempts.append(Attempt("r1", BOB, ROOM, "react", 6.0, "👍", 2))
    run.history.acks.append(Ack("r1", 2, 7, 6.1))
    run.stored.fresh[ROOM][2]["reactions"] = [{"emoji": "👍", "people": [{"id": BOB}]}]
    assert run.kinds() == set()


def test_what_was_acknowledged_after_a_dump_may_go_with_it(run) -> None:
    run.history.attempts.append(said(9, BOB, "nine", 6.0))
    run.history.acks.append(Ack("n9", 9, 9, 6.1))
    run.history.dumped_at, run.history.restored_at = 6.05, 7.0
    assert run.kinds() == set()


def test_what_was_acknowledged_before_a_dump_must_stand(run) -> None:
    run.history.attempts.append(said(9, BOB, "nine", 6.0))
    run.history.acks.append(Ack("n9", 9, 9, 6.1))
    run.history.dumped_at, run.history.restored_at = 6.5, 7.0
    assert run.kinds() == {"lost"}


def test_one_nonce_in_two_rows_is_duplicated(run) -> None:
    run.store(row(7, BOB, "two", nonce="n3"))
    run.history.acks.pop(1)
    assert run.kinds() == {"duplicated"}


def test_one_text_under_two_nonces_is_duplicated(run) -> None:
    run.history.attempts.append(said(7, BOB, "two", 6.0))
    run.store(row(7, BOB, "two"))
    assert run.kinds() == {"duplicated"}


def test_one_nonce_acknowledged_as_two_messages_is_duplicated(run) -> None:
    run.history.acks.append(Ack("n3", 8, 8, 6.0))
    assert run.kinds() == {"duplicated", "lost"}


def test_a_message_that_nobody_sent_is_a_phantom(run) -> None:
    run.store(row(7, BOB, "boo"))
    assert run.kinds() == {"phantom"}


def test_a_message_with_other_words_than_were_sent_is_a_phantom(run) -> None:
    run.store(row(2, ALICE, "won"))
    assert run.kinds() == {"phantom"}


# --- One order ------------------------------------------------------------------------------


def test_a_frame_out_of_order_is_reordered(run) -> None:
    run.change_frame(0, sights=run.history.deliveries[0].sights[::-1])
    assert run.kinds() == {"reordered"}


def test_a_frame_with_something_from_outside_its_bounds_is_reordered(run) -> None:
    run.change_frame(0, upto=2)
    assert "reordered" in run.kinds()


def test_messages_of_one_person_stored_in_another_order_are_reordered(run) -> None:
    first, second, third = run.history.attempts
    run.history.attempts = [third, second, first]
    assert run.kinds() == {"reordered"}


def test_what_was_sent_without_waiting_has_no_order_to_keep(run) -> None:
    first, second, third = run.history.attempts
    hurried = msgspec.structs.replace(third, in_turn=False)
    run.history.attempts = [hurried, second, first]
    assert run.kinds() == set()


def test_messages_of_one_turn_keep_the_order_in_which_they_were_sent(run) -> None:
    run.say_in_turns(("n5", 1), ("n2", 1))
    assert run.kinds() == {"reordered"}


def test_of_a_turn_that_was_partly_sent_again_the_order_is_open(run) -> None:
    run.say_in_turns(("n5", 1), ("n2", 1))
    run.history.repeated.add("n5")
    assert run.kinds() == set()


def test_a_turn_stands_after_the_turns_before_it_even_when_it_was_sent_again(run) -> None:
    run.say_in_turns(("n5", 1), ("n2", 2))
    run.history.repeated |= {"n2", "n5"}
    assert run.kinds() == {"reordered"}


def test_a_frame_that_leaves_out_a_message_skips_it(run) -> None:
    run.change_frame(0, sights=run.history.deliveries[0].sights[:1])
    assert run.kinds() == {"skipped"}


def test_a_frame_that_begins_after_the_cursor_skips(run) -> None:
    run.change_frame(1, cursor=2)
    assert run.kinds() == {"skipped"}


def test_a_number_given_twice_is_skipped(run) -> None:
    run.history.attempts.append(said(7, BOB, "seven", 6.0))
    run.store(row(7, BOB, "seven", seq=5))
    assert "skipped" in run.kinds()


def test_a_head_beyond_the_last_change_is_skipped(run) -> None:
    run.stored.heads[ROOM] = 8
    run.settle()
    assert run.kinds() == {"skipped"}


@pytest.mark.parametrize("told", [None, 5])
def test_a_heartbeat_that_does_not_tell_the_head_skips_the_tail(run, told) -> None:
    view = run.history.views[0]
    run.history.views[0] = msgspec.structs.replace(view, heartbeat=told)
    assert run.kinds() == {"skipped"}


def test_what_came_before_a_restore_is_not_measured_by_what_stands_now(run) -> None:
    run.change_frame(0, sights=[Sight(99, 1, 1)], upto=1)
    run.history.restored_at = 2.5
    assert run.kinds() == set()


# --- Exact removal --------------------------------------------------------------------------


def test_what_was_said_while_somebody_was_away_may_be_told_once_they_are_back(run) -> None:
    run.change_frame(-1, at=5.0)
    assert run.kinds() == set()


def test_what_was_said_after_a_removal_is_leaked_before_the_return(run) -> None:
    run.change_frame(-1, at=4.9)
    assert run.kinds() == {"leaked"}


def test_what_was_said_after_a_removal_for_good_is_leaked(run) -> None:
    run.history.passages.pop()
    run.stored.rows.pop()
    run.store()
    run.history.deliveries[1:4:2] = [frame(ALICE, 3, run.stored.rows[3:], 5.2)] * 2
    run.history.deliveries[-1] = frame(CHARLIE, 4, run.stored.rows[4:], 9.0)
    assert run.kinds() == {"leaked"}


@pytest.mark.parametrize("closed", [None, 9.0])
def test_a_socket_that_outlives_its_session_leaks(run, closed) -> None:
    run.history.revocations.append(Revocation(BOB, 3.0, closed))
    assert run.kinds() == {"leaked"}


def test_a_socket_that_is_closed_in_time_does_not_leak(run) -> None:
    run.history.revocations.append(Revocation(BOB, 3.0, 3.2))
    assert run.kinds() == set()


# --- It heals -------------------------------------------------------------------------------


def test_a_client_that_holds_an_older_text_has_diverged(run) -> None:
    held = dict(run.stored.fresh[ROOM])
    held[2] = {**held[2], "body": "before the edit"}
    run.history.views[0] = msgspec.structs.replace(run.history.views[0], messages=held)
    assert run.kinds() == {"diverged"}


def test_a_client_that_lacks_a_message_has_diverged(run) -> None:
    held = {key: one for key, one in run.stored.fresh[ROOM].items() if key != 2}
    run.history.views[0] = msgspec.structs.replace(run.history.views[0], messages=held)
    assert run.kinds() == {"diverged"}


def test_a_client_that_began_anew_needs_only_what_stands_after_that(run) -> None:
    held = {key: one for key, one in run.stored.fresh[ROOM].items() if key > 3}
    run.history.views[0] = msgspec.structs.replace(run.history.views[0], messages=held, since=3)
    assert run.kinds() == set()


def test_a_client_that_began_anew_is_right_about_older_messages_that_it_was_told_again(run) -> None:
    held = {key: one for key, one in run.stored.fresh[ROOM].items() if key != 2}
    run.history.views[0] = msgspec.structs.replace(run.history.views[0], messages=held, since=3)
    assert run.kinds() == set()
    wrong = {**held, 1: {**held[1], "body": "before the edit"}}
    run.history.views[0] = msgspec.structs.replace(run.history.views[0], messages=wrong)
    assert run.kinds() == {"diverged"}


def test_a_client_that_stays_behind_has_diverged(run) -> None:
    run.history.views[0] = msgspec.structs.replace(run.history.views[0], cursor=5)
    assert run.kinds() == {"diverged"}


def test_a_fresh_page_that_is_not_what_is_stored_has_diverged(run) -> None:
    run.stored.fresh[ROOM][2]["body"] = "other"
    run.settle()
    assert run.kinds() == {"diverged"}


def test_a_socket_closed_with_1011_is_broken(run) -> None:
    run.history.endings.append(Ending(BOB, 1011, None, 3.0))
    assert run.kinds() == {"broken"}


def test_a_good_message_that_is_called_bad_is_broken(run) -> None:
    run.history.refusals.append(Refusal("n9", "bad_text", 3.0))
    assert run.kinds() == {"broken"}


@pytest.mark.parametrize("code", ["unavailable", "busy", "not_member"])
def test_a_message_may_be_refused_for_a_reason(run, code) -> None:
    run.history.refusals.append(Refusal("n9", code, 3.0))
    assert run.kinds() == set()
