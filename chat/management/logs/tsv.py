"""Lines of a dialogue, `speaker<TAB>text`, to what they tell."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from chat.management.logs.lines import Line, Unread, clean
from chat.models.messages.message import Kind

SENTENCE_END = "│"
LINE_END = "▁"


def read(_path: Path, texts: Sequence[str], _first_day: date | None) -> list[Line | Unread]:
    """Return what each line tells; nobody knows when it was said."""
    return [_read(number, text) for number, text in enumerate(texts, 1)]


def _read(number: int, text: str) -> Line | Unread:
    speaker, tab, words = text.partition("\t")
    nick = clean(speaker).strip()
    if not tab or not nick:
        return Unread(number, "not a speaker, a tab and words", text)
    return Line(number, Kind.TEXT, nick, _natural(words), None)


def _natural(words: str) -> str:
    """Sentences follow one another without a mark; where the writer began a new line, so do we."""
    lines = clean(words).replace(SENTENCE_END, "").split(LINE_END)
    return "\n".join(line.strip() for line in lines).strip()
