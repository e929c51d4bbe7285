"""Lines of an IRC log to what they tell: words, /me, coming, going and new nicks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from chat.management.logs.lines import Line, Unread, UnreadableLog, clean
from chat.models.messages.message import Kind

HALF_A_DAY = timedelta(hours=12)
WHOLE_DAY = timedelta(days=1)


class Clock:
    """Follows the times of day of one log, in UTC.

    A time that jumps back by more than half of the clock's round has begun the next round; by
    less, the writer's clock was set back. A clock that never shows 0 or more than 12 hours goes
    round twice a day.
    """

    def __init__(self, first_day: date, shown_hours: Iterable[int]) -> None:
        self._round = HALF_A_DAY if set(shown_hours) <= set(range(1, 13)) else WHOLE_DAY
        self._midnight = datetime.combine(first_day, time(), UTC)
        self._now: datetime | None = None

    def moment(self, hour: int, minute: int) -> datetime:
        """Return the moment of the next line, which shows this time of day."""
        moment = self._midnight + timedelta(hours=hour, minutes=minute)
        if self._now is not None:
            while self._now - moment > self._round / 2:
                moment += self._round
        self._now = moment
        return moment


TIME = re.compile(r"\[([01]\d|2[0-3]):([0-5]\d)\] ?(.*)", re.DOTALL)
SAID = re.compile(r"<([^>]+)> ?(.*)", re.DOTALL)
DID = re.compile(r" ?\* (\S+) (.*)", re.DOTALL)
NOTICE = re.compile(r"=== +(.*)", re.DOTALL)
CAME_OR_WENT = re.compile(r"(.+?) +\[\S*@\S*\] +has (joined|left|quit)\b")
RENAMED = re.compile(r"(.+?) is now known as (.+)")
# Some writers put a space behind each `]` of a nick, where IRC allows none.
NICK_AND_MORE = re.compile(r"((?:\S*\] )*\S+) +(.*)", re.DOTALL)
NICK = re.compile(r"[\w\-\[\]\\`^{|}.+]+")
FILE_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")

Parsed = tuple[Kind, str, str]


def read(path: Path, texts: Sequence[str], first_day: date | None) -> list[Line | Unread]:
    """Return what each line tells. Times are UTC; a line without one has that of the line before.

    Raises UnreadableLog when neither `first_day` nor the file's name gives the date.
    """
    day = first_day or date_in(path.name)
    clock = Clock(day, (int(found[1]) for found in map(TIME.match, texts) if found))
    return list(_read(texts, clock, datetime.combine(day, _first_time(texts), UTC)))


def date_in(name: str) -> date:
    """Return the date that a file's name has. Raises UnreadableLog."""
    found = FILE_DATE.search(name)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise UnreadableLog("has no date (YYYY-MM-DD) in its name; give one with --date") from None


def _first_time(texts: Sequence[str]) -> time:
    """The time that lines before the first one with a time take."""
    found = next(filter(None, map(TIME.match, texts)), None)
    return time(int(found[1]), int(found[2])) if found else time()


def _read(texts: Sequence[str], clock: Clock, now: datetime) -> Iterator[Line | Unread]:
    for number, text in enumerate(texts, 1):
        timed = TIME.match(text)
        if timed:
            now = clock.moment(int(timed[1]), int(timed[2]))
        parsed = _spoken(timed[3]) if timed else _noticed(text)
        if isinstance(parsed, str):
            yield Unread(number, parsed, text)
        else:
            kind, nick, body = parsed
            yield Line(number, kind, nick, body, now)


def _spoken(text: str) -> Parsed | str:
    """What a line with a time tells, or why it tells nothing."""
    if found := SAID.match(text):
        return _by(Kind.TEXT, found[1], clean(found[2]))
    if found := DID.match(text):
        return _by(Kind.ACTION, found[1], clean(found[2]))
    return _noticed(text)


def _noticed(text: str) -> Parsed | str:
    """What a line that begins with `===` tells, or why it tells nothing."""
    notice = NOTICE.match(text)
    if not notice:
        return "not a line of IRC" if text.strip() else "an empty line"
    if found := CAME_OR_WENT.match(notice[1]):
        return _by(Kind.JOINED if found[2] == "joined" else Kind.LEFT, found[1], "")
    if found := RENAMED.fullmatch(notice[1]):
        return _by(Kind.NICK_CHANGED, found[1], _nick(found[2]))
    if found := NICK_AND_MORE.match(notice[1]):
        return _by(Kind.ACTION, found[1], clean(found[2]))
    return "a notice of the server"


def _by(kind: Kind, written_nick: str, body: str) -> Parsed | str:
    nick = _nick(written_nick)
    if not NICK.fullmatch(nick):
        return "a notice of the server" if kind == Kind.ACTION else "not the nick of a person"
    if kind == Kind.NICK_CHANGED and not NICK.fullmatch(body):
        return "not the nick of a person"
    return kind, nick, body


def _nick(written: str) -> str:
    return clean(written).replace("] ", "]").strip()
