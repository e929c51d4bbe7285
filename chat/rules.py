"""The rule book: why somebody may not write something. Plain predicates; nothing is fetched here.

Every way in asks them under the lock on the room's head. `Membership`: from `with_voice`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from chat.models import Filter, Membership

MINUTE = timedelta(minutes=1)
HOST = re.compile(r"(?:https?://|www\.)([^\s/?#\"'<>()\[\]、。「」]+)", re.IGNORECASE)
WORD_CHAR = r"[^\W_]"
ASCII_WORD = re.compile(r"[a-z0-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why something may not be written: a stable code, and when it may be tried again."""

    code: str
    retry_after: float | None = None
    filter_id: int | None = None


# --- Who may speak --------------------------------------------------------------------------


def muted_until(membership: Membership, now: datetime) -> datetime | None:
    """Return how long the person is muted, here or everywhere; None when they are not."""
    mutes = (membership.muted_until, membership.user.muted_until)
    return max((until for until in mutes if until and until > now), default=None)


def no_voice(membership: Membership, now: datetime) -> Objection | None:
    """Return why the person may say, change and react to nothing here."""
    if membership.muted_until is None and membership.user.muted_until is None:
        return _locked_out(membership)
    if until := muted_until(membership, now):
        return Objection("muted", retry_after=(until - now).total_seconds())
    return _locked_out(membership)


def _locked_out(membership: Membership) -> Objection | None:
    is_locked_out = membership.room.locked_at is not None and not membership.moderates
    return Objection("locked") if is_locked_out else None


def slow_seconds(membership: Membership) -> int:
    """Return how far apart the person's messages must be; those who keep order are exempt."""
    return 0 if membership.moderates else membership.room.slow_seconds


def too_soon(said: Sequence[datetime], seconds: int, now: datetime) -> Objection | None:
    """Return the objection of slow mode. `said`: when the person has written here before."""
    if not seconds or not said:
        return None
    wait = (max(said) - now).total_seconds() + seconds
    return Objection("slow_mode", retry_after=round(wait, 1)) if wait > 0 else None


def too_many(said: Sequence[datetime], per_minute: int, now: datetime) -> Objection | None:
    """Return the objection to a new person who writes too fast. `said`: in all rooms."""
    lately = sorted(moment for moment in said if moment > now - MINUTE)
    if not per_minute or len(lately) < per_minute:
        return None
    wait = (lately[-per_minute] + MINUTE - now).total_seconds()
    return Objection("new_too_fast", retry_after=round(max(wait, 0.1), 1))


# --- What may be said -----------------------------------------------------------------------


def plain(text: str) -> str:
    """Return the text as filters compare it: one width, one case, nothing invisible in between."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char) != "Cf")


def hosts_in(text: str) -> list[str]:
    """Return the hosts that a text links to, as filters compare them."""
    found = HOST.findall(unicodedata.normalize("NFKC", text))
    return [host.rsplit("@", 1)[-1].split(":", 1)[0].rstrip(".").casefold() for host in found]


@dataclass(frozen=True)
class Pattern:
    """One filter, ready to be compared."""

    filter_id: int
    kind: str
    pattern: str
    action: str
    newcomers_only: bool = False

    @cached_property
    def _words(self) -> re.Pattern[str]:
        """Letters of scripts with spaces stand for whole words; Japanese has no such edges."""
        core = re.escape(plain(self.pattern)).replace(r"\*", WORD_CHAR + "*")
        before = rf"(?<!{WORD_CHAR})" if ASCII_WORD.match(self.pattern) else ""
        after = rf"(?!{WORD_CHAR})" if ASCII_WORD.match(self.pattern[-1:]) else ""
        return re.compile(before + core + after)

    def is_in(self, text: str, hosts: Sequence[str]) -> bool:
        """Return whether it is found. `text`: from `plain`; `hosts`: from `hosts_in`."""
        if self.kind == Filter.Kind.WORD:
            return self._words.search(text) is not None
        wanted = self.pattern.casefold().removeprefix("*.")
        return any(wanted in ("*", host) or host.endswith(f".{wanted}") for host in hosts)


@dataclass(frozen=True)
class Book:
    """All rules that hold for the whole place, as one process keeps them."""

    version: int = 0
    newcomer_days: int = 0
    newcomer_may_link: bool = True
    newcomer_per_minute: int = 0
    patterns: tuple[Pattern, ...] = field(default=())

    def is_new(self, membership: Membership, now: datetime) -> bool:
        """Return whether the limits for new people hold for this one; never for a moderator."""
        if not self.newcomer_days or membership.moderates:
            return False
        return membership.user.date_joined > now - timedelta(days=self.newcomer_days)

    def found_in(self, body: str, *, is_new: bool) -> Pattern | None:
        """Return the strictest filter that catches the text."""
        patterns = [one for one in self.patterns if is_new or not one.newcomers_only]
        if not patterns:
            return None
        text, hosts = plain(body), hosts_in(body)
        return next((one for one in patterns if one.is_in(text, hosts)), None)

    def objection_to(self, body: str, *, is_new: bool) -> Objection | None:
        """Return why the text may not be posted now; `held` and `flagged` are not the author's end.

        `flagged` is posted all the same.
        """
        if is_new and not self.newcomer_may_link and hosts_in(body):
            return Objection("new_no_links")
        found = self.found_in(body, is_new=is_new)
        if found is None:
            return None
        codes = {Filter.Action.BLOCK: "blocked", Filter.Action.HOLD: "held"}
        code = codes.get(Filter.Action(found.action), "flagged")
        return Objection(code, filter_id=found.filter_id)


STRICTEST_FIRST = (Filter.Action.BLOCK, Filter.Action.HOLD, Filter.Action.FLAG)
EMPTY = Book()
