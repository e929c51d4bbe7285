"""What the rule book says to a list of messages, or to one edit, under the lock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from chat.access.rules import MINUTE, Book, Objection, no_voice, slow_seconds, too_many, too_soon
from chat.actions.messages.preparing import Text
from chat.actions.moderation import rulebook
from chat.actions.refusal import Refused
from chat.models import Membership, Message
from chat.models.messages.message import SAID

EDITS = {"held": "blocked"}
"""There is no waiting room for a changed text."""


@dataclass(frozen=True, slots=True)
class Screening:
    """One batch before the rule book. `said`: when those whose pace matters have written lately."""

    book: Book
    now: datetime
    said: dict[int, list[tuple[int, datetime]]]

    def objection(self, membership: Membership, text: Text) -> Objection | None:
        """Return why this may not be posted, or only be `held` or `flagged`.

        What is posted counts for the pace of its author from then on: ask about each but once.
        """
        if objection := no_voice(membership, self.now):
            return objection
        is_new = self.book.is_new(membership, self.now)
        if objection := self._haste(membership, is_new):
            return objection
        objection = self.book.objection_to(text.found_by(self.book), is_new=is_new)
        if objection is None or objection.code == "flagged":
            self._note(membership)
        return objection

    def _haste(self, membership: Membership, is_new: bool) -> Objection | None:
        said = self.said.get(membership.user_id)
        if not said:
            return None
        here = [moment for room_id, moment in said if room_id == membership.room_id]
        slow = too_soon(here, slow_seconds(membership), self.now)
        if slow or not is_new:
            return slow
        everywhere = [moment for _, moment in said]
        return too_many(everywhere, self.book.newcomer_per_minute, self.now)

    def _note(self, membership: Membership) -> None:
        if _has_pace(membership, self.book, self.now):
            self.said[membership.user_id].append((membership.room_id, self.now))


def screening(members: Iterable[Membership]) -> Screening:
    """Return what the rule book says to these people's messages.

    One query when the pace of one of them matters, none otherwise.
    """
    members, now = list(members), timezone.now()
    book = rulebook.book(members[0].rules_version) if members else rulebook.book(None)
    paced = [one for one in members if _has_pace(one, book, now)]
    return Screening(book, now, _said_lately(paced, now) if paced else {})


def _has_pace(membership: Membership, book: Book, now: datetime) -> bool:
    hurries = book.newcomer_per_minute and book.is_new(membership, now)
    return bool(slow_seconds(membership) or hurries)


def _said_lately(paced: list[Membership], now: datetime) -> dict[int, list[tuple[int, datetime]]]:
    longest = max(timedelta(seconds=slow_seconds(one)) for one in paced)
    rows = Message.objects.filter(
        author_id__in={one.user_id for one in paced},
        kind__in=SAID,
        created_at__gt=now - max(longest, MINUTE),
    )
    said: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for author_id, room_id, moment in rows.values_list("author_id", "room_id", "created_at"):
        said[author_id].append((room_id, moment))
    return said


# --- One act --------------------------------------------------------------------------------


def check_voice(membership: Membership) -> None:
    """Raise Refused (`muted`, `locked`) when the person may not speak here now."""
    if objection := no_voice(membership, timezone.now()):
        raise Refused(objection.code, objection.retry_after)


def check_edit(membership: Membership, text: Text) -> int | None:
    """Return the filter that flags this new text, if any.

    Raises Refused: `muted`, `locked`, `new_no_links`, `blocked`.
    """
    check_voice(membership)
    book = rulebook.book(membership.rules_version)
    is_new = book.is_new(membership, timezone.now())
    objection = book.objection_to(text.found_by(book), is_new=is_new)
    if objection and objection.code != "flagged":
        raise Refused(EDITS.get(objection.code, objection.code))
    return objection.filter_id if objection else None
