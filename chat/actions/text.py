"""What counts as text that somebody wrote."""

import re
import unicodedata

from django.conf import settings

from chat.actions.refusal import Refused

UNENCODABLE = re.compile("[\0\ud800-\udfff]")
# Letters and symbols by their Unicode category that nevertheless show nothing.
BLANK_CHARS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def check_body(body: str) -> None:
    """Raise Refused (`bad_text`, `empty`, `too_long`) when this cannot be a message's text."""
    check_encodable(body)
    if not has_visible_text(body):
        raise Refused("empty")
    if len(body) > settings.BODY_MAX_CHARS:
        raise Refused("too_long")


def check_encodable(text: str) -> None:
    """Raise Refused (`bad_text`) for U+0000 and lone surrogates, which PostgreSQL cannot store."""
    if UNENCODABLE.search(text):
        raise Refused("bad_text")


def has_visible_text(text: str) -> bool:
    """Return whether there is anything to see besides spaces, controls and format marks."""
    return any(_is_visible(char) for char in text)


def _is_visible(char: str) -> bool:
    return unicodedata.category(char)[0] not in "ZC" and char not in BLANK_CHARS
