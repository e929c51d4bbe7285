"""The desk's list of rooms: activity and open cases."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from chat.admin.desk.private import rooms_for
from chat.log import journal
from chat.models import Membership, Message, Room, User
from chat.models.messages.message import SAID
from chat.text.names.folding import lookup_key
from chat.web.moderation.waiting import cases_for

LOOKED_AT = 1_000
"""How many of a room's last numbers are counted."""
NOTHING = {"day": 0, "week": 0, "reach": None}
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Activity:
    """Activity in a room. A count ends in “+” if there are more than LOOKED_AT messages."""

    room: Room
    members: int
    day: str
    week: str
    open_cases: int


def listed(user: User, words: str) -> QuerySet[Room]:
    """Return the rooms that this person sees at the desk, those with the newest message first.

    Administrators also see private rooms; nobody sees direct conversations.
    """
    rooms = rooms_for(user)
    if words:
        rooms = rooms.filter(Q(folded_name__contains=lookup_key(words)) | Q(slug__icontains=words))
    written = Message.objects.filter(room=OuterRef("pk"), kind__in=SAID).order_by("-seq")
    last = Subquery(written.values("created_at")[:1])
    return rooms.annotate(last_at=last).order_by(F("last_at").desc(nulls_last=True), "name")


def with_activity(user: User, rooms: Iterable[Room]) -> list[Activity]:
    """Return the activity in these rooms, in their order. Four queries."""
    rooms = list(rooms)
    heads = journal.heads(room.pk for room in rooms)
    counts, now = _counts(heads), timezone.now()
    memberships = Membership.objects.filter(room__in=heads).values("room")
    members = dict(memberships.annotate(count=Count("pk")).values_list("room", "count"))
    open_cases = Counter(cases_for(user).open().values_list("message__room", flat=True))
    return [
        Activity(
            room,
            members.get(room.pk, 0),
            *_day_and_week(heads[room.pk], counts.get(room.pk, NOTHING), now),
            open_cases[room.pk],
        )
        for room in rooms
    ]


def _counts(heads: Mapping[int, int]) -> dict[int, Any]:
    """Filtered by each room's last numbers, so that the database reads no others."""
    ranges = (Q(room=room_id, seq__gt=head - LOOKED_AT) for room_id, head in heads.items())
    newest = Message.objects.filter(reduce(or_, ranges, Q(pk__in=())))
    now, is_written = timezone.now(), Q(kind__in=SAID)
    counted = (
        newest.order_by()
        .values("room")
        .annotate(
            day=Count("pk", filter=is_written & Q(created_at__gt=now - DAY)),
            week=Count("pk", filter=is_written & Q(created_at__gt=now - WEEK)),
            reach=Min("created_at"),
        )
    )
    return {row["room"]: row for row in counted}


def _day_and_week(head: int, counts: Mapping[str, Any], now: datetime) -> tuple[str, str]:
    """If a room's newest numbers are all changes, there is no message to take the time from."""
    reach = counts["reach"] or now
    day, week = (
        f"{count}+" if head > LOOKED_AT and reach > now - age else str(count)
        for count, age in ((counts["day"], DAY), (counts["week"], WEEK))
    )
    return day, week
