"""What counts as text that somebody wrote."""

import re

from django.conf import settings

from chat.actions.refusal import Refused
from chat.text.markdown.lines import is_writable, shows_itself, tidy
from chat.text.names.visible import has_visible_text

UNENCODABLE = re.compile("[\0\ud800-\udfff]")


def check_body(body: str) -> None:
    """Raise Refused (`bad_text`, `empty`, `too_long`) when this cannot be a message's text."""
    check_encodable(body)
    if not has_visible_text(body):
        raise Refused("empty")
    if len(body) > settings.BODY_MAX_CHARS:
        raise Refused("too_long")


def fit_line(text: str, max_chars: int) -> str:
    """Return the one line that is stored of what was typed; nothing stays nothing.

    Raises Refused: `bad_text`, `empty` (what was typed shows nothing), `too_long`.
    """
    check_encodable(text)
    if len(text) > max_chars:
        raise Refused("too_long")
    line = tidy(text)
    if not is_writable(line):
        raise Refused("bad_text")
    if text.strip() and not shows_itself(line):
        raise Refused("empty")
    if len(line) > max_chars:  # a few characters become several in NFC
        raise Refused("too_long")
    return line


def fit_name(text: str, max_chars: int) -> str:
    """Return a name as `fit_line` does. Raises Refused also for nothing (`empty`)."""
    if name := fit_line(text, max_chars):
        return name
    raise Refused("empty")


def check_encodable(text: str) -> None:
    """Raise Refused (`bad_text`) for U+0000 and lone surrogates, which PostgreSQL cannot store."""
    if UNENCODABLE.search(text):
        raise Refused("bad_text")
