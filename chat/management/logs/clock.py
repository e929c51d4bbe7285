"""Times of day to moments: a log's lines name hours and minutes, only its first day is known."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

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
