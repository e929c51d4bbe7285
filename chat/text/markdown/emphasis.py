"""When the marks `*`, `_` and `~~` emphasise, and when they are what people typed. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.rules_inline.state_inline import Scanned

from chat.text.names.shapes import is_wide

_BEFORE = "([{<\"'*_~|-:,;!?"
"""The marks of ASCII that may stand before emphasis, as a space may."""
_BEHIND = ")]}>\"'*_~|-:,;.!?"
_AS_FIRST = "([{"
_AS_LAST = ")]},;:"
_SAID = "!?."
"""Marks that end what is said, such as ええ~~!?, where a letter stands before."""
# One mark alone is often a part of a pattern (-name "*.py", rm */*.jpg) or of a face (*^^*): it
# emphasises what begins and ends as words do.
_QUOTES = {'"', "'"}
_AS_WORDS_BEGIN = {*"`@＠#$%&!?<", "Ps", "Pi", "So"}
_AS_WORDS_END = {*"`.,:;!?%/>…。、！？", "Pe", "Pf", "So"}
_MARKS_MAX = 8
_ALTERNATED = {"**", "~~"}
"""Marks that no path has around a word: **either**/**or**."""
# Of each mark, a run that backslashes keep from emphasising, or one that is free to.
# **/node_modules/**, **/test_*.py: a pattern of files.
_GLOB = re.compile(r"\*\*/[^\s*]{0,80}(?:/\*|\*+[/.])")
# The backslash behind a drive's letter (D:\_new_) belongs to a path.
_RUNS = [re.compile(rf"(?:(?<!\b[A-Za-z]:)\\{mark})+{mark}*|{mark}+") for mark in (r"\*", "_", "~")]


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    escaped: bool
    opens: bool
    closes: bool


def scanned(text: str, start: int, end: int) -> Scanned:
    """Return whether the run of marks from `start` to `end` may open and may close emphasis.

    CommonMark §6.2, narrowed to what people do on purpose: a mark inside a word, a formula or a
    path emphasises nothing, `_` and `*` alike. Beside a wide character only a space stops a mark,
    as in the markdown-cjk-friendly amendment: `**「強調」**です` has no spaces around its marks.
    """
    return _flanked(text, start, end, text[start:end])


def _flanked(text: str, start: int, end: int, marks: str) -> Scanned:
    """Whether these marks, between `start` and `end`, may open and may close emphasis."""
    before = text[start - 1] if start else " "
    behind = text[end] if end < len(text) else " "
    if before == behind and not before.isspace() and not is_wide(before):
        return Scanned(False, False, end - start)  # '*', |*|: it is what is written about
    if _GLOB.match(text, start):
        return Scanned(False, False, end - start)
    opens, closes = _opens(before, behind), _closes(before, behind)
    if marks in _ALTERNATED:
        opens = opens or (before == "/" and behind.isalnum())
        closes = closes or (behind == "/" and before.isalnum())
    if _is_sign(behind) and text[end + 1 : end + 2] == marks[0]:
        return Scanned(False, closes, end - start)  # **/*.py, __|__: nothing stands between them
    if len(marks) == 1 and marks != "~":
        opens = opens and before not in _QUOTES and _begins_words(text, end)
        closes = closes and not _keeps_open(behind) and _ends_words(text, start)
    return Scanned(opens, closes, end - start)


def _keeps_open(behind: str) -> bool:
    """Whether one mark before this is no end: a quote, or a number, as in 価格*1と送料*2."""
    return behind in _QUOTES or behind.isdecimal()


def _is_sign(char: str) -> bool:
    return char.isascii() and not char.isalnum()


def _begins_words(text: str, place: int) -> bool:
    return _is_of(_AS_WORDS_BEGIN, text[place : place + _MARKS_MAX].lstrip("*_~([{")[:1])


def _ends_words(text: str, place: int) -> bool:
    return _is_of(_AS_WORDS_END, text[max(place - _MARKS_MAX, 0) : place].rstrip("*_~")[-1:])


def _is_of(kinds: set[str], char: str) -> bool:
    """Whether the character is a letter or digit, or one of these characters and categories."""
    if not char or char in kinds:
        return bool(char)
    category = unicodedata.category(char)
    return category in kinds or (category[0] in "LMN" and char not in "ﾞﾟ")


def _opens(before: str, behind: str) -> bool:
    if behind.isspace() or behind in _AS_LAST or (behind in _SAID and before.isalnum()):
        return False
    return before.isspace() or before in _BEFORE or _parts(before) or is_wide(behind)


def _closes(before: str, behind: str) -> bool:
    if before.isspace() or before in _AS_FIRST:
        return False
    return behind.isspace() or behind in _BEHIND or _parts(behind) or is_wide(before)


def _parts(char: str) -> bool:
    """Whether the character parts words although it is no space: Japanese, and foreign marks."""
    return not char.isascii() and (is_wide(char) or unicodedata.category(char)[0] == "P")


def needless_backslashes(text: str) -> set[int]:
    r"""Return the places of the backslashes that keep marks from emphasising.

    They have done their work and are not shown: `\*so\*` reads `*so*`. In `¯\_(ツ)_/¯` nothing
    would be emphasised without it, so that the backslash is what somebody typed.
    """
    if "\\" not in text:
        return set()
    return {place for pattern in _RUNS for place in _of_pairs(text, pattern)}


def _of_pairs(text: str, pattern: re.Pattern[str]) -> Iterator[int]:
    waiting: list[_Run] = []
    for run in _runs(text, pattern):
        if run.closes and waiting:
            pair = (waiting.pop(), run)
            yield from (
                place for one in pair if one.escaped for place in _backslashes(text, one.start)
            )
        elif run.opens:
            waiting.append(run)


def _runs(text: str, pattern: re.Pattern[str]) -> Iterator[_Run]:
    for found in pattern.finditer(text):
        marks = found[0].replace("\\", "")
        if marks == "~":
            continue
        flanks = _flanked(text, found.start(), found.end(), marks)
        yield _Run(found.start(), marks != found[0], flanks.can_open, flanks.can_close)


def _backslashes(text: str, start: int) -> Iterator[int]:
    while text[start] == "\\":
        yield start
        start += 2
        if start >= len(text):
            return
