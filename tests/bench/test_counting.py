"""What the load generator counts, and what it takes for a gap."""

from bench.load.counting import acknowledged_in, bodies_of, said_at, stretch_of
from bench.measure import percentile
from chat.live.wire.frames import changes, encode_message, frame


def message(number: int, kind: str = "text") -> bytes:
    return encode_message({"changed_seq": number, "kind": kind, "body": f"{number} やあ"})


def test_a_stretch_is_read_from_the_first_bytes_of_the_frame_that_hiroba_sends():
    sent = changes(5, 17, 19, 23, [message(18), message(19)]).text.encode()
    assert stretch_of(sent[:120]) == (17, 19)


def test_other_frames_have_no_stretch():
    assert stretch_of(frame("ack", nonce="1", room=5, id=1, seq=18).text.encode()) is None


def test_an_ack_is_known_by_its_nonce():
    nonce = "0b0e7f6e-59a4-4b3c-8c9a-000000000001"
    assert acknowledged_in(frame("ack", nonce=nonce, room=5, id=1, seq=18).text.encode()) == nonce
    assert acknowledged_in(frame("error", nonce=nonce, code="busy").text.encode()) is None


def test_a_whole_frame_tells_what_was_written():
    sent = changes(5, 17, 19, 19, [message(18), message(19)]).text.encode()
    assert bodies_of(sent) == ["18 やあ", "19 やあ"]


def test_a_line_that_nobody_wrote_counts_as_there_but_says_nothing():
    assert bodies_of(changes(5, 0, 1, 1, [message(1, "joined")]).text.encode()) == []


def test_a_frame_that_lacks_a_message_is_noticed():
    assert bodies_of(changes(5, 17, 19, 19, [message(19)]).text.encode()) is None


def test_a_frame_in_the_wrong_order_is_noticed():
    assert bodies_of(changes(5, 17, 19, 19, [message(19), message(18)]).text.encode()) is None


def test_a_message_tells_when_it_was_said():
    assert said_at("1234567890123 こんにちは 1") == 1_234_567_890_123


def test_a_percentile_is_one_of_the_values():
    values = [float(value) for value in range(100, 0, -1)]
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([7.0], 0.99) == 7


def test_nothing_has_no_percentile():
    assert percentile([], 0.5) is None
