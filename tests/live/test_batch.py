"""A stretch of the log on its way: no more is encoded than is sent, however many read it."""

import json
from uuid import uuid4

from django.utils import timezone

from chat.live.fanout.batch import BATCH_BYTES, Batch, batch_of
from chat.live.wire import frames
from chat.models import Message, User


def message(seq: int, html: str = "", reply_to: Message | None = None) -> Message:
    author = User(pk=1, username="alice")
    return Message(
        pk=seq,
        room_id=1,
        seq=seq,
        changed_seq=seq,
        author=author,
        nonce=uuid4(),
        html=html,
        reply_to=reply_to,
        created_at=timezone.now(),
    )


def batch(messages: list[Message]) -> Batch:
    return batch_of(1, 0, messages[-1].seq, messages[-1].seq, messages)


def told(frame) -> list[dict]:
    return json.loads(frame.text)["messages"]


def test_a_full_batch_ends_where_the_bytes_do():
    long = [message(seq, "x" * (BATCH_BYTES // 4)) for seq in range(1, 9)]
    first = batch(long)
    assert (len(first.messages), first.upto, first.head) == (3, 3, 8)


def test_one_message_that_is_longer_than_a_batch_goes_alone():
    first = batch([message(1, "x" * BATCH_BYTES), message(2)])
    assert (len(first.messages), first.upto) == (1, 1)


def test_what_does_not_fit_any_more_is_not_encoded(monkeypatch):
    encoded = []
    encode = frames.encode_message

    def counted(facts):
        encoded.append(facts["seq"])
        return encode(facts)

    monkeypatch.setattr(frames, "encode_message", counted)
    batch([message(seq, "x" * (BATCH_BYTES // 2)) for seq in range(1, 100)])
    assert len(encoded) == 2


def test_readers_who_see_the_same_share_a_frame_whatever_their_floors():
    original = message(100)
    shared = batch([message(500, reply_to=original), message(501)])
    shown = {id(shared.frame(floor)) for floor in range(500)}
    assert len(shown) == 2


def test_a_reply_shows_its_original_only_to_those_who_may_see_it():
    shared = batch([message(500, reply_to=message(100))])
    assert told(shared.frame(99))[0]["reply_to"]["state"] == "shown"
    assert told(shared.frame(100))[0]["reply_to"]["state"] == "hidden"
    assert told(shared.frame(499))[0]["reply_to"]["state"] == "hidden"
    assert told(shared.frame(500)) == []
