"""What is counted and measured: one name for each figure, raised with one line where it happens.

Each process counts for itself, and Prometheus asks each at its own port. Times are in seconds.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from prometheus_client import Counter, Gauge, Histogram

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
POWERS = (1, 2, 4, 8, 16, 32, 64, 128, 256)

sockets = Gauge("hiroba_sockets", "Open sockets of people who are signed in.")
sockets_closed = Counter(
    "hiroba_sockets_closed", "Sockets that Hiroba closed, by reason.", ["reason"]
)
reconnects = Counter(
    "hiroba_reconnects", "Sockets that came back with the cursor of an earlier one."
)
messages = Counter("hiroba_messages", "Messages that were stored, lines of the history included.")
commit_messages = Histogram("hiroba_commit_messages", "Messages in one commit.", buckets=POWERS)
commit_seconds = Histogram("hiroba_commit_seconds", "Time that one commit took.", buckets=QUICK)
writer_queue = Gauge("hiroba_writer_queue", "Messages that wait to be stored.")
flushes = Counter(
    "hiroba_flushes", "Frames of changes that the hub wrote to the sockets of a room."
)
delivery_seconds = Histogram(
    "hiroba_delivery_seconds", "From a message's making to its writing to sockets.", buckets=QUICK
)
errors = Counter("hiroba_errors", "Refusals that clients were told, by code.", ["code"])
loop_seconds = Gauge("hiroba_loop_seconds", "How late the event loop is.")
pages = Histogram(
    "hiroba_page_seconds", "Time to answer a request.", ["view", "method", "status"], buckets=QUICK
)

info = Gauge("hiroba_info", "1, with the version that runs.", ["version"])
ready = Gauge("hiroba_ready", "1 when people may be sent here.")
database_up = Gauge("hiroba_database_up", "1 when the database answers and takes writes.")
redis_up = Gauge("hiroba_redis_up", "1 when Redis takes something, or none is used.")
maintenance = Gauge("hiroba_maintenance", "1 while nobody may write, on purpose.")
pool_connections = Gauge(
    "hiroba_pool_connections",
    "Connections to PostgreSQL, by state; `most`: as many may be.",
    ["state"],
)
pool_waiting = Gauge("hiroba_pool_waiting", "Who waits for a connection to PostgreSQL.")
backup_age_seconds = Gauge(
    "hiroba_backup_age_seconds", "Since the last backup was made on this machine; NaN: never."
)


class Commits:
    """What the writer is doing, so that one that hangs can be seen from outside."""

    def __init__(self) -> None:
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """How long the commit that is in flight has taken until now; 0 when there is none."""
        return time.monotonic() - self._since if self._since else 0.0

    @contextmanager
    def measured(self, count: int) -> Iterator[None]:
        """Measure a commit of so many messages."""
        self._since = started = time.monotonic()
        try:
            yield
        finally:
            self._since = None
            commit_messages.observe(count)
            commit_seconds.observe(time.monotonic() - started)


commits = Commits()


def flushed(made_at: Iterable[datetime]) -> None:
    """Count a frame that was written to the sockets of a room, and how old its news is."""
    flushes.inc()
    now = datetime.now(UTC)
    for moment in made_at:
        delivery_seconds.observe(max(0.0, (now - moment).total_seconds()))
