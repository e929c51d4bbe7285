"""The table of acts, and everything that has to say the same: whoever adds a row is told here."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chat import acts
from chat.access import rights
from chat.actions.messages.acts import VERBS
from chat.acts import ROWS, ActType
from chat.live.wire.protocol import OnMessage, parse
from tests.schema import SCHEMA

ROOT = Path(__file__).parent.parent
ABOUT = {
    "room": 5,
    "nonce": "7b0f4b5e-6a3d-4f0e-9a53-3f2d8a3c9f10",
    "id": 7,
}
"""What every act on a message says."""
NOT_IN_THE_MENU = {"react", "unreact"}
"""A row of emoji, and the emoji below the message."""

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def read(*parts: str) -> str:
    return (ROOT / Path(*parts)).read_text(encoding="utf-8")


def frame_schema(row: ActType) -> dict[str, Any]:
    return SCHEMA["$defs"][f"client.{row.name}"]


def sample(row: ActType) -> dict[str, Any]:
    """A frame with all that it must have."""
    values = {str: "hello"}
    needed = [field for field in row.fields if field.default is acts.REQUIRED]
    return {"type": row.name, **ABOUT, **{field.name: values[field.type] for field in needed}}


def test_no_name_stands_there_twice():
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_every_act_has_its_verb():
    assert list(VERBS) == [row.name for row in ROWS]


@each_row
def test_every_act_is_a_frame_of_the_protocol(row: ActType):
    frame = parse(json.dumps(sample(row)))
    assert isinstance(frame, OnMessage)
    assert frame.act is row
    told = {field.name for field in row.fields if field.default is not acts.LEFT_OUT}
    assert frame.given().keys() == told


@each_row
def test_the_schema_has_the_fields_of_every_act(row: ActType):
    schema = frame_schema(row)
    needed = [field.name for field in row.fields if field.default is acts.REQUIRED]
    assert schema["properties"].keys() == {"type", *ABOUT, *(field.name for field in row.fields)}
    assert set(schema["required"]) == {"type", *ABOUT, *needed}
    assert schema["properties"]["type"] == {"const": row.name}
    assert {"$ref": f"#/$defs/client.{row.name}"} in SCHEMA["$defs"]["client"]["oneOf"]


@each_row
def test_the_document_has_a_line_for_every_act(row: ActType):
    sent = read("docs/protocol.md").partition("## Server → client")[0]
    [line] = re.findall(rf"^\| `{row.name}` \| (.+?) \|", sent, re.MULTILINE)
    alike = re.fullmatch(r"as `(\w+)`", line)
    if alike:
        return assert_same_fields(row, acts.ACTS[alike[1]])
    needed = re.findall(r"`(\w+)`", line)
    assert needed[:3] == [*ABOUT]
    for field in row.fields:
        mark = "" if field.default is acts.REQUIRED else "?"
        assert f"`{field.name}{mark}`" in line


def assert_same_fields(row: ActType, other: ActType) -> None:
    assert row.fields == other.fields


@each_row
def test_a_page_can_say_that_an_act_was_not_done(row: ActType):
    assert f'data-name="not_{row.name}"' in read("templates/chat/_strings.html")


@each_row
def test_the_menu_offers_every_act(row: ActType):
    if row.name in NOT_IN_THE_MENU:
        return
    assert f'with act="{row.name}"' in read("templates/chat/_message_menu.html")
    assert f'act == "{row.name}"' in read("templates/chat/_action.html")


@each_row
def test_every_act_needs_a_right_that_there_is(row: ActType):
    assert row.right in rights.NAMES


def test_the_document_and_the_schema_have_every_right():
    assert SCHEMA["$defs"]["may"]["items"]["enum"] == [*rights.NAMES]
    lines = re.findall(r"^\| `(\w+)` \|", read("docs/protocol.md"), re.MULTILINE)
    assert set(rights.NAMES) <= set(lines)


@each_row
def test_the_page_knows_every_condition(row: ActType):
    conditions = re.findall(r"^  (\w+):", read("static/js/acts/allowed.js"), re.MULTILINE)
    assert set(row.when) <= set(conditions)


@each_row
def test_what_is_rendered_has_a_text(row: ActType):
    assert not row.is_text or "body" in {field.name for field in row.fields}


def test_the_scripts_are_tested_with_the_table_that_pages_are_told():
    told = json.loads(msgspec.json.encode(acts.facts()))
    assert json.loads(read("tests/js/acts.json")) == told
