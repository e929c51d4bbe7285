"""The texts of samples/payloads.txt, each of which would run if a page took it for its own."""

import re
from pathlib import Path

FILE = Path(__file__).parent / "samples/payloads.txt"
ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|[ntf0\\])")
MEANT = {"n": "\n", "t": "\t", "f": "\f", "0": "\0", "\\": "\\"}
SHORT_MAX_CHARS = 80  # of a name


def payloads() -> list[str]:
    """Return all of them."""
    lines = FILE.read_text().splitlines()
    return [_meant(line) for line in lines if line and not line.startswith("%%")]


def names() -> list[str]:
    """Return two of three of those that are no longer than a name may be, which are enough."""
    short = [payload for payload in payloads() if len(payload) <= SHORT_MAX_CHARS]
    return [payload for number, payload in enumerate(short) if number % 3]


def _meant(line: str) -> str:
    return ESCAPE.sub(lambda found: _char(found[1]), line)


def _char(escape: str) -> str:
    return chr(int(escape[1:], 16)) if escape[0] == "u" else MEANT[escape]
