"""The rooms as the desk lists them: what goes on in them, and what was reported there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from chat.models import Case, Membership, Message, Room, User
from chat.models.expressions import Counted
from chat.models.message import SAID

LOOKED_AT = 2_000
"""So many of a room's last numbers are looked at, however many it has."""
COUNTED = ("day", "week", "reach", "members", "cases", "numbers")
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Activity:
    """What went on in a room. A count ends in “+” where more was said than was looked at."""

    room: Room
    members: int
    day: str
    week: str
    open_cases: int


def listed(user: User, words: str) -> QuerySet[Room]:
    """Return the rooms that the desk shows this person, those first where something was said last.

    Private ones only to administrators, direct conversations to nobody.
    """
    rooms = Room.objects.exclude(kind=Room.Kind.DIRECT)
    if not user.is_superuser:
        rooms = rooms.filter(kind=Room.Kind.PUBLIC)
    if words:
        rooms = rooms.filter(Q(name__icontains=words) | Q(slug__icontains=words))
    said = Message.objects.filter(room=OuterRef("pk"), kind__in=SAID).order_by("-seq")
    last = Subquery(said.values("created_at")[:1])
    return rooms.annotate(last_at=last).order_by(F("last_at").desc(nulls_last=True), "name")


def with_activity(rooms: Iterable[Room]) -> list[Activity]:
    """Return what goes on in these rooms, in their order; they come from `listed`. One query."""
    now = timezone.now()
    rooms = list(rooms)
    newest = Message.objects.filter(
        room=OuterRef("pk"), seq__gt=OuterRef("head__seq") - Value(LOOKED_AT)
    )
    said = newest.filter(kind__in=SAID).values("seq")
    cases = Case.objects.open().filter(message__room=OuterRef("pk"))
    counted = Room.objects.filter(pk__in=[room.pk for room in rooms]).annotate(
        day=Counted(said.filter(created_at__gt=now - DAY)),
        week=Counted(said.filter(created_at__gt=now - WEEK)),
        reach=Subquery(newest.order_by("seq").values("created_at")[:1]),
        members=Counted(Membership.objects.filter(room=OuterRef("pk")).values("pk")),
        cases=Counted(cases.values("pk")),
        numbers=F("head__seq"),
    )
    told = {row["pk"]: row for row in counted.values("pk", *COUNTED)}
    return [_activity(room, told[room.pk], now) for room in rooms]


def _activity(room: Room, told: dict[str, Any], now: datetime) -> Activity:
    is_cut = told["numbers"] > LOOKED_AT
    day, week = (
        f"{count}+" if is_cut and told["reach"] > now - age else str(count)
        for count, age in ((told["day"], DAY), (told["week"], WEEK))
    )
    return Activity(room, told["members"], day, week, told["cases"])
