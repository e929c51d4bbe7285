"""What Hiroba's `changes` frames say of themselves. Pure."""

import re

import msgspec

CHANGES = re.compile(rb'\{"type":"changes","room":\d+,"after":(\d+),"upto":(\d+),')
ACK = re.compile(rb'\{"type":"ack","nonce":"([0-9a-f-]{36})"')


def stretch_of(start: bytes) -> tuple[int, int] | None:
    """Return `after` and `upto` from the first bytes of a frame; None when it has no changes."""
    found = CHANGES.match(start)
    return (int(found[1]), int(found[2])) if found else None


def acknowledged_in(start: bytes) -> str | None:
    """Return the nonce from the first bytes of an `ack`; None when it is another frame."""
    found = ACK.match(start)
    return found[1].decode() if found else None


def bodies_of(payload: bytes) -> list[str] | None:
    """Return what people wrote in a frame; None when it lacks a message that it claims to have.

    Nothing but talk happens in a run, so each number of the stretch belongs to one message.
    """
    frame = msgspec.json.decode(payload)
    numbers = [message["changed_seq"] for message in frame["messages"]]
    if numbers != list(range(frame["after"] + 1, frame["upto"] + 1)):
        return None
    return [message["body"] for message in frame["messages"] if message["kind"] == "text"]


def said_at(body: str) -> int:
    """Return when a message was said, in nanoseconds of the monotonic clock."""
    return int(body.split(" ", 1)[0])
