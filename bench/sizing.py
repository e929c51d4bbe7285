"""How many people one machine takes: arithmetic on what a run has measured of Hiroba."""

from collections.abc import Callable, Iterator

from bench.figures import KIB, MIB, Figures, Results
from bench.workloads import ROOM

ROOM_SIZE = 50
SECONDS_BETWEEN_MESSAGES = 120
SECONDS_BETWEEN_PAGES = 600
BUSY = 0.5
"""The share of a core that is planned with: the rest is for the hours in which all talk at once."""

QUIET = "20/s"
"""Few messages go into one write then, so that each is at its dearest."""

Row = tuple[str, str]


def rows(results: Results) -> Iterator[Row]:
    """Return what a person costs, and how many a machine takes; a dash where it was not asked."""
    for title, show in SHOWN:
        try:
            yield title, show(results)
        except KeyError:
            yield title, "–"


def rest(results: Results) -> Figures:
    """Return the figures of sockets at rest. Raises KeyError, as all do, when there are none."""
    return results["e", "hiroba", "rest"]


def base_mib(results: Results) -> str:
    """A Daphne's memory without anybody."""
    idle = rest(results)
    return f"{idle['pss_mib'] - idle['sockets'] * idle['socket_kib'] * KIB / MIB:.0f} MiB"


def people_per_gib(results: Results) -> str:
    """How many sockets fit."""
    return f"{MIB / rest(results)['socket_kib']:,.0f}"


def resting(results: Results) -> float:
    """µs of a core in each second for a page that is open."""
    return rest(results)["core_share"] / rest(results)["sockets"] * 1e6


def opening(results: Results) -> float:
    """µs of a core in each second for the pages that a person opens."""
    return results["g", "hiroba", ROOM]["server_us"] / SECONDS_BETWEEN_PAGES


def talking(results: Results) -> float:
    """µs of a core in each second for what a person says, to all who hear it."""
    heard = ROOM_SIZE / SECONDS_BETWEEN_MESSAGES
    return results["a", "hiroba", QUIET]["server_us"] * heard


def people_per_core(results: Results) -> str:
    """How many live as the page says."""
    return f"{BUSY * 1e6 / (resting(results) + opening(results) + talking(results)):,.0f}"


def coming_back(results: Results) -> str:
    """What a socket costs that connects."""
    return f"{results['f', 'hiroba', 'reconnect']['server_us'] / 1e3:.1f} ms of a core"


def each_second(cost: Callable[[Results], float]) -> Callable[[Results], str]:
    """Return how a cost is shown."""
    return lambda results: f"{cost(results):.1f} µs of a core a second"


SHOWN: tuple[tuple[str, Callable[[Results], str]], ...] = (
    ("a Daphne without anybody", base_mib),
    ("a page that is open", lambda results: f"{rest(results)['socket_kib']:.1f} KiB"),
    ("**people for each GiB**", people_per_gib),
    ("a page that is open", each_second(resting)),
    (f"opening a room every {SECONDS_BETWEEN_PAGES // 60} minutes", each_second(opening)),
    (
        f"saying something every {SECONDS_BETWEEN_MESSAGES // 60} minutes to {ROOM_SIZE} people",
        each_second(talking),
    ),
    ("**people for each core**", people_per_core),
    ("coming back, as after a restart", coming_back),
)
