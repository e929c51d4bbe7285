"""What counts as text that somebody wrote."""

import re

from django.conf import settings

from chat.actions.refusal import Refused
from chat.text.visible import has_visible_text

UNENCODABLE = re.compile("[\0\ud800-\udfff]")


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
