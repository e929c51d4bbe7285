"""The rule book: why somebody may not write something. Plain predicates that fetch nothing.

Every path that writes asks them under the room lock. `Membership`: from `with_voice`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chat.models import Filter, Membership
from chat.text.markdown.rendering import Rendered
from chat.text.matching import Reading, host_of, is_below, reading, wildcard

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why something may not be written: a stable code, and the seconds until it may be retried."""

    code: str
    retry_after: float | None = None
    filter_id: int | None = None


# --- Who may speak --------------------------------------------------------------------------


def muted_until(membership: Membership, now: datetime) -> datetime | None:
    """Return until when the person is muted, here or everywhere; None when they are not."""
    mutes = (membership.muted_until, membership.user.muted_until)
    return max((until for until in mutes if until and until > now), default=None)


def no_voice(membership: Membership, now: datetime) -> Objection | None:
    """Return why the person may not post, edit or react here, if there is a reason."""
    if membership.muted_until is None and membership.user.muted_until is None:
        return _shut_out(membership)
    if until := muted_until(membership, now):
        return Objection("muted", retry_after=(until - now).total_seconds())
    return _shut_out(membership)


def _shut_out(membership: Membership) -> Objection | None:
    if membership.is_deserted:
        return Objection("nobody_left")
    is_locked_out = membership.room.locked_at is not None and not membership.moderates
    return Objection("locked") if is_locked_out else None


def slow_seconds(membership: Membership) -> int:
    """Return the seconds required between the person's messages; moderators are exempt."""
    return 0 if membership.moderates else membership.room.slow_seconds


def too_soon(sent_at: Sequence[datetime], seconds: int, now: datetime) -> Objection | None:
    """Return the objection of slow mode. `sent_at`: the times of the person's messages here."""
    if not seconds or not sent_at:
        return None
    wait = (max(sent_at) - now).total_seconds() + seconds
    return Objection("slow_mode", retry_after=round(wait, 1)) if wait > 0 else None


def too_many(sent_at: Sequence[datetime], per_minute: int, now: datetime) -> Objection | None:
    """Return the objection to a newcomer who writes too fast. `sent_at`: in all rooms."""
    lately = sorted(moment for moment in sent_at if moment > now - MINUTE)
    if not per_minute or len(lately) < per_minute:
        return None
    wait = (lately[-per_minute] + MINUTE - now).total_seconds()
    return Objection("new_too_fast", retry_after=round(max(wait, 0.1), 1))


# --- What may be written --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pattern:
    """One filter, ready to match texts."""

    filter_id: int
    kind: str
    pattern: str
    action: str
    newcomers_only: bool = False

    def is_in(self, read: Reading) -> bool:
        """Return whether it matches the source of a message or the text that readers see."""
        if self.kind == Filter.Kind.WORD:
            return any(wildcard(self.pattern).is_in(text) for text in read.texts)
        wanted = host_of(_address(self.pattern))
        return any(is_below(host, wanted) for host in read.hosts)


def _address(pattern: str) -> str:
    host = pattern.strip().removeprefix("*.")
    return host if "//" in host else f"//{host}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What one version of the rules finds in a text, for newcomers and for everybody else."""

    version: int = 0
    has_links: bool = False
    for_new: Pattern | None = None
    for_all: Pattern | None = None


@dataclass(frozen=True)
class Book:
    """All rules of the place, as one process caches them."""

    version: int = 0
    newcomer_days: int = 0
    newcomer_may_link: bool = True
    newcomer_per_minute: int = 0
    patterns: tuple[Pattern, ...] = field(default=())

    def is_new(self, membership: Membership, now: datetime) -> bool:
        """Return whether the limits for newcomers apply to this person; never to a moderator."""
        if not self.newcomer_days or membership.moderates:
            return False
        return membership.user.date_joined > now - timedelta(days=self.newcomer_days)

    @property
    def looks_at_texts(self) -> bool:
        """Whether any rule depends on the text."""
        return bool(self.patterns) or not self.newcomer_may_link

    def findings(self, body: str, rendered: Rendered) -> Findings:
        """Return what the rules find in a text. Slow, and needs no lock."""
        if not self.looks_at_texts:
            return Findings(self.version)
        read = reading(body, rendered.text, rendered.links)
        matches = (one for one in self.patterns if one.is_in(read))
        for_new = for_all = next(matches, None)
        if for_new and for_new.newcomers_only:
            for_all = next((one for one in matches if not one.newcomers_only), None)
        return Findings(self.version, bool(read.hosts or rendered.links), for_new, for_all)

    def objection_to(self, findings: Findings, *, is_new: bool) -> Objection | None:
        """Return why the text may not be posted now.

        `held` waits for a moderator; `flagged` is posted all the same.
        """
        if is_new and not self.newcomer_may_link and findings.has_links:
            return Objection("new_no_links")
        pattern = findings.for_new if is_new else findings.for_all
        if pattern is None:
            return None
        codes = {Filter.Action.BLOCK: "blocked", Filter.Action.HOLD: "held"}
        code = codes.get(Filter.Action(pattern.action), "flagged")
        return Objection(code, filter_id=pattern.filter_id)


STRICTEST_FIRST = (Filter.Action.BLOCK, Filter.Action.HOLD, Filter.Action.FLAG)
EMPTY = Book()
