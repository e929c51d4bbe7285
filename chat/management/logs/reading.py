"""A file of a log to its lines, each either ready to be stored or with a reason why not."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from chat.actions.messages.text import check_body
from chat.actions.people.bulk import username_of
from chat.actions.refusal import Refused
from chat.management.logs import irc, tsv
from chat.management.logs.lines import Line, Reader, Unread, UnreadableLog, lines_of
from chat.models.messages.message import Kind
from chat.models.people.usernames import USERNAME_MAX_CHARS

READERS: dict[str, Reader] = {"irc": irc.read, "tsv": tsv.read}
REASONS = {
    "empty": "nothing to see",
    "too_long": "longer than BODY_MAX_CHARS",
    "bad_text": "characters that no text has",
}


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files among these paths, and those in the folders among them, by name.

    Raises FileNotFoundError.
    """
    return [file for path in paths for file in _files(path)]


def _files(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise FileNotFoundError(path)
    if not path.is_dir():
        yield path
        return
    yield from (file for file in sorted(path.iterdir()) if _is_log(file))


def _is_log(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")


def read_log(path: Path, form: str, first_day: date | None) -> list[Line | Unread]:
    """Return what each line of the file is. Raises UnreadableLog, with the path, or OSError."""
    texts = lines_of(path.read_bytes())
    try:
        parsed = READERS[form](path, texts, first_day)
    except UnreadableLog as error:
        raise UnreadableLog(f"{path} {error}") from None
    return [_checked(line, text) for line, text in zip(parsed, texts, strict=True)]


def _checked(line: Line | Unread, text: str) -> Line | Unread:
    if isinstance(line, Unread):
        return line
    reason = _objection(line)
    return Unread(line.number, reason, text) if reason else line


def _objection(line: Line) -> str:
    """Why this cannot be a message; nothing when it can."""
    if any(len(username_of(nick)) > USERNAME_MAX_CHARS for nick in line.nicks):
        return f"a name of more than {USERNAME_MAX_CHARS} characters"
    if line.kind not in {Kind.TEXT, Kind.ACTION}:
        return ""
    try:
        check_body(line.body)
    except Refused as refused:
        return REASONS[refused.code]
    return ""
