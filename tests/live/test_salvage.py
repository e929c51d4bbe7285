"""What is still told of a frame that is refused."""

import json
import time
from uuid import UUID

import pytest

from chat.live.wire.protocol import BadFrame, parse
from chat.live.wire.salvage import NOTHING, Salvaged, salvaged

NONCE = "5cf1b3b6-2f0f-4f43-9f5b-0d9a4a2a8a55"
OTHER = "aaaaaaaa-2f0f-4f43-9f5b-0d9a4a2a8a55"
HEAD = f'"type":"message","room":5,"nonce":"{NONCE}"'
FOUND = Salvaged(UUID(NONCE), 5)


@pytest.mark.parametrize(
    "text",
    [
        f'{{{HEAD},"body":"a\\ud83d b"}}',
        f'{{{HEAD},"body":"\\udc00\\ud800"}}',
        f'{{{HEAD},"body":"half \ud83d of it"}}',
        f'{{{HEAD},"body":"\0"}}',
        f'{{{HEAD},"body":"cut of',
        f'{{{HEAD},"body":"\\x41"}}',
        f'{{{HEAD},"body":NaN}}',
        f'{{{HEAD},"body":7}}',
        f"{{{HEAD}}}",
        f"{{{HEAD},}}",
        f"{{{HEAD}}}}}",
        f'{{{HEAD},"id":' + "9" * 5_000 + "}",
        f'{{{HEAD},"x":' + "[" * 30_000 + "]" * 30_000 + "}",
        f'{{{HEAD},"body":"' + "x" * 70_000 + '"}',
        f'{{"room":5,"nonce":"{NONCE}","body":"hi"}}',
        f'{{"type":"shout","room":5,"nonce":"{NONCE}"}}',
        f'{{"type":7,"room":5,"nonce":"{NONCE}"}}',
        f'{{ "room" : 5 , "nonce" : "{NONCE}" ',
        f'{{"room":5,"\\u006eonce":"{NONCE}"}}',
    ],
)
def test_the_act_and_its_room_are_read_whatever_else_is_wrong(text):
    assert salvaged(text) == FOUND


@pytest.mark.parametrize(
    "text",
    [
        *("", "hello", "[]", "null", '"nonce"', "{", "[" * 60_000, '{"x":' * 9_000),
        '{"nonce":null,"room":null}',
        '{"nonce":"no uuid","room":"5"}',
        '{"nonce":["x"],"room":true}',
        '{"nonce":7,"room":-1}',
        '{"room":1.5}',
        '{"room":9007199254740992}',
        f'["nonce","{NONCE}"]',
        f'{{"quoted":{{"nonce":"{NONCE}","room":5}}}}',
        json.dumps({"body": f'"nonce":"{NONCE}","room":5'}),
        json.dumps({"body": f'"nonce":"{NONCE}","room":5'})[:-1],
    ],
)
def test_what_is_not_there_is_not_made_up(text):
    assert salvaged(text) == NOTHING


def test_a_text_that_looks_like_another_act_is_not_taken_for_it():
    frame = {"type": "message", "room": 5, "nonce": NONCE, "body": f'{{"nonce":"{OTHER}"}}'}
    assert salvaged(json.dumps(frame)[:-1]) == FOUND


def test_a_wrong_room_does_not_hide_the_act():
    assert salvaged(f'{{"room":"x","nonce":"{NONCE}"}}') == Salvaged(UUID(NONCE), None)


def test_a_frame_that_is_no_frame_names_its_act_in_the_refusal():
    with pytest.raises(BadFrame) as refusal:
        parse(f'{{{HEAD},"body":"a\\ud83d b"}}')
    assert (refusal.value.nonce, refusal.value.room) == FOUND


@pytest.mark.parametrize("piece", ['"nonce":', '"nonce"        ', "{", "[", "\\", '"', '{"room":'])
def test_reading_takes_time_in_proportion_to_the_text(piece):
    began = time.process_time()
    salvaged(piece * (65_536 // len(piece)))
    assert time.process_time() - began < 0.5
