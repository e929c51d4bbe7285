"""Bytes to lines of text that can be stored and shown."""

import re

# A colour of mIRC takes its numbers along: ^C4,12.
COLOUR = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?")
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def lines_of(content: bytes) -> list[str]:
    """Return the file's lines without their ends.

    Only line feeds end a line: what Unicode takes for an end may stand inside a message.
    """
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [decode(line.removesuffix(b"\r")) for line in (lines if lines[-1] else lines[:-1])]


def decode(line: bytes) -> str:
    """Return a line of UTF-8, or of what people in the West wrote before it."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def clean(text: str) -> str:
    """Return the text without control characters (colours, bold, U+0000), except tabs."""
    return CONTROLS.sub("", COLOUR.sub("", text))
