"""docs/protocol.schema.json as a check on every frame that a test sends or receives."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/protocol.schema.json").read_text())


def _validator(direction: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{direction}", "$defs": SCHEMA["$defs"]})


_server = _validator("server")
_client = _validator("client")


def check_server_frame(frame: dict[str, Any]) -> None:
    """Raise jsonschema's ValidationError unless a server may send this frame."""
    _server.validate(frame)


@lru_cache(maxsize=1_000)
def check_server_text(text: str) -> None:
    """Raise jsonschema's ValidationError unless a server may send this; the same text once."""
    check_server_frame(json.loads(text))


def is_server_frame(frame: Any) -> bool:
    """Return whether a server may send this frame."""
    return _server.is_valid(frame)


def check_client_frame(frame: dict[str, Any]) -> None:
    """Raise jsonschema's ValidationError unless a client may send this frame."""
    _client.validate(frame)


def is_client_frame(frame: Any) -> bool:
    """Return whether a client may send this frame."""
    return _client.is_valid(frame)
