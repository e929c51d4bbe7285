"""Frames: what is parsed, what is refused with which code, and that the schema says the same."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.live.wire import frames, protocol
from chat.live.wire.protocol import BadFrame, Close, parse
from tests.examples import examples
from tests.schema import SCHEMA, check_server_frame, is_client_frame

NONCE = str(uuid4())
EDIT = {"type": "edit", "room": 5, "nonce": NONCE, "id": 7, "body": "hi"}


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "hello", "epoch": None, "rooms": {}},
        {"type": "hello", "epoch": NONCE, "rooms": {"5": 912}},
        {"type": "join", "room": 5},
        {"type": "join", "room": 5, "after": 0},
        {"type": "leave", "room": 5},
        {"type": "message", "room": 5, "nonce": NONCE, "body": "広場"},
        {"type": "edit", "room": 5, "nonce": NONCE, "id": 7, "body": "広場"},
        {"type": "edit", "room": 5, "nonce": NONCE, "id": 7, "body": "広場", "base": 12},
        {"type": "history", "room": 5},
        {"type": "history", "room": 5, "before": 9, "limit": 100},
        {"type": "history", "room": 5, "after": 9},
        {"type": "read", "room": 5, "seq": 7},
        {"type": "ping", "n": 2**53 - 1},
        {"type": "ping", "n": 1, "a field of tomorrow": {}},
    ],
)
def test_every_frame_of_the_schema_is_parsed(fields):
    assert is_client_frame(fields)
    assert parse(json.dumps(fields)).__struct_config__.tag == fields["type"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_frame"),
        ("hello", "bad_frame"),
        ("[]", "bad_frame"),
        ("1", "bad_frame"),
        ("null", "bad_frame"),
        ("{", "bad_frame"),
        ('\ufeff{"type": "ping", "n": 1}', "bad_frame"),
        ('{"type": "ping", "n": NaN}', "bad_frame"),
        ("[" * 60_000, "bad_frame"),
        ('{"type": "message", "body": "\\ud800"}', "bad_frame"),
        ("{}", "bad_field"),
        ('{"type": 1}', "bad_field"),
        ('{"type": "ping"}', "bad_field"),
        ('{"type": "ping", "n": true}', "bad_field"),
        ('{"type": "ping", "n": 1.5}', "bad_field"),
        ('{"type": "ping", "n": -1}', "bad_field"),
        ('{"type": "ping", "n": 9007199254740992}', "bad_field"),
        ('{"type": "ping", "n": ' + "9" * 5_000 + "}", "bad_field"),
        ('{"type": "hello", "epoch": null, "rooms": {"lobby": 1}}', "bad_field"),
        ('{"type": "history", "room": 1, "limit": 0}', "bad_field"),
        ('{"type": "history", "room": 1, "limit": 101}', "bad_field"),
        ('{"type": "history", "room": 1, "before": 1, "after": 1}', "bad_field"),
        ('{"type": "message", "room": 1, "nonce": "no", "body": ""}', "bad_field"),
        (json.dumps({**EDIT, "base": -1}), "bad_field"),
        (json.dumps({**EDIT, "base": "latest"}), "bad_field"),
        ('{"type": "shout"}', "unknown_type"),
        ('{"type": "websocket.disconnect"}', "unknown_type"),
        ('{"type": "__init__"}', "unknown_type"),
    ],
)
def test_what_is_no_frame_is_refused_with_a_stable_code(text, code):
    with pytest.raises(BadFrame) as refusal:
        parse(text)
    assert refusal.value.code == code


def test_deep_nesting_is_refused_whichever_limit_it_meets_first():
    with pytest.raises(BadFrame, match=r"bad_frame|bad_field"):
        parse('{"x":' * 9_000 + "1" + "}" * 9_000)


def test_a_refused_message_names_its_nonce():
    with pytest.raises(BadFrame) as refusal:
        parse(json.dumps({"type": "message", "room": "x", "nonce": NONCE, "body": "hi"}))
    assert str(refusal.value.nonce) == NONCE


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
near_frames = st.fixed_dictionaries(
    {"type": st.sampled_from([*sorted(protocol.TYPES), "other"])},
    optional=dict.fromkeys(
        ("room", "after", "before", "n", "seq", "nonce", "body", "rooms", "epoch"), json_values
    ),
)


@examples(quick=100, long=50_000)
@given(st.text() | json_values.map(json.dumps) | near_frames.map(json.dumps))
def test_any_text_is_either_a_frame_of_the_schema_or_refused(text):
    refusals = SCHEMA["$defs"]["server.error"]["properties"]["code"]["enum"]
    assert code_of(text) in refusals or is_client_frame(json.loads(text))


def code_of(text: str) -> str:
    try:
        parse(text)
    except BadFrame as refusal:
        return refusal.code
    return "parsed"


def test_every_type_of_frame_stands_in_the_schema():
    client = SCHEMA["$defs"]["client"]["oneOf"]
    assert {entry["$ref"].rsplit(".")[-1] for entry in client} == set(protocol.TYPES)


@pytest.mark.parametrize("close", list(Close))
def test_every_goodbye_stands_in_the_schema(close):
    check_server_frame(json.loads(frames.bye(close, None).text))


def test_close_codes_are_ones_that_the_server_can_send():
    assert all(4000 <= close.value < 5000 for close in Close)
