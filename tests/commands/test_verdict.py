"""The verdict on a replay notices every difference."""

from typing import Any
from uuid import uuid4

import pytest

from chat.management.replaying.verdict import Sent, Verdict

MIKA, TOMO = 1, 2


def message(seq: int, said: Sent, **other: Any) -> dict[str, Any]:
    return {
        "id": seq,
        "seq": seq,
        "changed_seq": seq,
        "kind": "text",
        "author": {"id": said.author_id},
        "nonce": str(said.nonce),
        "body": said.body,
        **other,
    }


@pytest.fixture
def sent() -> list[Sent]:
    authors = (MIKA, TOMO, MIKA)
    return [
        Sent(author, uuid4(), f"message {seq}", acknowledged_seq=seq)
        for seq, author in enumerate(authors, 1)
    ]


@pytest.fixture
def stored(sent) -> list[dict[str, Any]]:
    return [message(seq, said) for seq, said in enumerate(sent, 1)]


def faults(sent, stored, seen) -> list[str]:
    verdict = Verdict(sent, stored, {"watcher-1": seen})
    assert not verdict.clean
    return list(verdict.faults())


def test_a_replay_in_which_nothing_differs_is_clean(sent, stored):
    verdict = Verdict(sent, stored, {"watcher-1": stored, "watcher-2": list(stored)})
    assert verdict.clean
    assert list(verdict.lines()) == [
        "sent: 3",
        "acknowledged: 3",
        "stored: 3",
        "lost: 0",
        "duplicated: 0",
        "the room's messages meanwhile: 3",
        "seen by watcher-1: 3",
        "seen by watcher-2: 3",
        "verdict: nothing differs",
    ]


def test_a_message_that_a_watcher_misses_is_noticed(sent, stored):
    assert faults(sent, stored, stored[:1] + stored[2:]) == ["watcher-1 misses 1 messages: [2]"]


def test_a_message_that_is_not_stored_is_noticed(sent, stored):
    assert faults(sent, stored[:2], stored[:2]) == [f"{sent[2].nonce}: not stored"]


def test_a_message_that_was_not_acknowledged_is_noticed(sent, stored):
    sent[0].acknowledged_seq = None
    sent[0].refusal = "PostRefused: not_member"
    assert faults(sent, stored, stored) == [
        f"{sent[0].nonce}: not acknowledged. PostRefused: not_member"
    ]


def test_a_message_that_is_stored_twice_is_noticed(sent, stored):
    stored.append(message(4, sent[2]))
    assert f"{sent[2].nonce}: stored 2 times" in faults(sent, stored, stored)


def test_messages_of_one_person_in_another_order_are_noticed(sent, stored):
    swapped = [message(1, sent[2]), stored[1], message(3, sent[0])]
    sent[0].acknowledged_seq, sent[2].acknowledged_seq = 3, 1
    assert faults(sent, swapped, swapped) == [f"{sent[2].nonce}: stored before an earlier message"]


def test_a_wrong_number_in_an_ack_is_noticed(sent, stored):
    sent[0].acknowledged_seq = 7
    assert faults(sent, stored, stored) == [f"{sent[0].nonce}: acknowledged under another number"]


@pytest.mark.parametrize("other", [{"body": "else"}, {"author": {"id": TOMO}}])
def test_another_text_or_author_is_noticed(sent, stored, other):
    changed = [{**stored[0], **other}, *stored[1:]]
    assert faults(sent, changed, changed) == [
        f"{sent[0].nonce}: stored with another text or author"
    ]
    assert faults(sent, stored, changed) == ["watcher-1 has another text of message 1"]


def test_messages_that_come_twice_or_out_of_order_are_noticed(sent, stored):
    told = ["watcher-1 got messages twice or out of order"]
    assert faults(sent, stored, [*stored, stored[0]]) == told
    assert faults(sent, stored, stored[::-1]) == told


def test_a_message_that_nobody_stored_is_noticed(sent, stored):
    strange = [*stored, message(4, Sent(MIKA, uuid4(), "ghost"))]
    assert faults(sent, stored, strange) == ["watcher-1 has 1 messages that are not stored: [4]"]


def test_a_change_that_comes_later_is_no_disorder(sent, stored):
    stored[0]["changed_seq"] = 4
    assert Verdict(sent, stored, {"watcher-1": [*stored[1:], stored[0]]}).clean
