"""What several commands take: the address of a room, and the files of a log."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from math import inf
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.text import slugify

from chat.actions.rooms.addresses import RESERVED_SLUGS, SLUG_MAX_CHARS
from chat.management.logs.lines import Line, Unread, UnreadableLog
from chat.management.logs.reading import READERS, read_log


def add_room(parser: ArgumentParser) -> None:
    """Take the address of a room, which is also its name when it is new."""
    parser.add_argument(
        "--room", required=True, type=room_slug, metavar="SLUG", help="made when there is none"
    )


def room_slug(text: str) -> str:
    """Return the address. Raises ArgumentTypeError when no room can be there."""
    if slugify(text, allow_unicode=True) != text or not 0 < len(text) <= SLUG_MAX_CHARS:
        raise ArgumentTypeError(
            f"{text!r} is no address; use up to {SLUG_MAX_CHARS} small letters, digits and hyphens"
        )
    if text in RESERVED_SLUGS:
        raise ArgumentTypeError(f"the address {text!r} is kept for a page of Hiroba")
    return text


def add_log(parser: ArgumentParser) -> None:
    """Take what it needs to read a log."""
    parser.add_argument(
        "--format", choices=READERS, dest="form", help="tsv for files called .tsv, else irc"
    )
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        dest="first_day",
        metavar="YYYY-MM-DD",
        help="the first day of an IRC log whose file name has no date",
    )


def form_of(file: Path, given: str | None) -> str:
    """Return the format that was given, or the one that the file's name says."""
    return given or ("tsv" if file.suffix == ".tsv" else "irc")


def read(file: Path, given: str | None, first_day: date | None) -> list[Line | Unread]:
    """Return the file's lines. Raises CommandError when it cannot be read."""
    try:
        return read_log(file, form_of(file, given), first_day)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnreadableLog as error:
        raise CommandError(f"{error}.") from error


def speed(text: str) -> float:
    """Return the factor. Raises ArgumentTypeError when it is not above 0."""
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not 0 < factor < inf:
        raise ArgumentTypeError(f"{text!r} is no speed; use a number above 0")
    return factor
