"""Charts of the last days, as small bars that need no script."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chat.admin.desk.private import entries_for
from chat.models import Message, Report, Room, User
from chat.models.messages.message import SAID

DAYS = 14
LOOKED_AT = 100_000
"""How many of the newest messages are counted at most."""
HEIGHT, STEP, WIDTH = 40, 12, 9


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its bar stands, and what it says."""

    x: int
    y: int
    height: int
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure over the last days."""

    name: str
    total: int
    bars: list[Bar]
    width: int = DAYS * STEP
    height: int = HEIGHT
    bar_width: int = WIDTH


def charts(user: User) -> list[Chart]:
    """Return the charts of what this person may know. Five queries."""
    since = timezone.now() - timedelta(days=DAYS)
    acts = entries_for(user).filter(at__gt=since)
    return [
        _chart(_("Messages"), _newest_messages(user).filter(created_at__gt=since), "created_at"),
        _chart(_("New people"), User.objects.filter(date_joined__gt=since), "date_joined"),
        _chart(_("Reports"), Report.objects.filter(created_at__gt=since), "created_at"),
        _chart(_("Moderators’ acts"), acts, "at"),
    ]


def _newest_messages(user: User) -> QuerySet[Message]:
    newest = Message.objects.aggregate(pk=Max("pk"))["pk"] or 0
    messages = Message.objects.filter(pk__gt=newest - LOOKED_AT, kind__in=SAID)
    return messages if user.is_superuser else messages.filter(room__kind=Room.Kind.PUBLIC)


def _chart(name: str, rows: QuerySet[Any], moment: str) -> Chart:
    by_day = rows.order_by().annotate(day=TruncDate(moment)).values_list("day")
    counts = dict(by_day.annotate(count=Count("pk")))
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return Chart(name, sum(counts.values()), list(_bars(days, counts)))


def _bars(days: list[date], counts: dict[date, int]) -> Iterable[Bar]:
    most = max(counts.values(), default=0) or 1
    for place, day in enumerate(days):
        count = counts.get(day, 0)
        height = max(1, round(HEIGHT * count / most))
        yield Bar(
            place * STEP,
            HEIGHT - height,
            height,
            f"{date_format(day, 'MONTH_DAY_FORMAT')}: {count}",
        )
