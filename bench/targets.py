"""What the benchmark wants of Hiroba, and whether a run shows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import nan

from bench.figures import Figures, Results

AIM_ACKS = 9_000


@dataclass(frozen=True)
class Verdict:
    """One target: what was wanted, what was measured, and whether that is enough.

    `reached` is None when the run did not measure it.
    """

    workload: str
    wanted: str
    measured: str
    reached: bool | None


class Compared:
    """The medians of a run, as the targets ask for them."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def of(self, workload: str, peer: str, phase: str) -> Figures:
        """Return a phase's figures. Raises KeyError when it was not measured."""
        return self._results[workload, peer, phase]

    def cost_ratio(self, workload: str, phase: str, peer: str = "gorilla") -> float:
        """Return Hiroba's processor time for a delivery, as a multiple of a peer's."""
        own, other = (self.of(workload, name, phase)["server_us"] for name in ("hiroba", peer))
        return own / other if other else nan


def verdicts(results: Results) -> Iterator[Verdict]:
    """Judge every target."""
    compared = Compared(results)
    for workload, wanted, judge in TARGETS:
        try:
            measured, reached = judge(compared)
        except KeyError:
            yield Verdict(workload, wanted, "not measured", None)
        else:
            yield Verdict(workload, wanted, measured, reached)


Judge = Callable[[Compared], tuple[str, bool]]


def none_lost(*rates: str) -> Judge:
    """Want every message to arrive, without a gap."""

    def judge(compared: Compared) -> tuple[str, bool]:
        results = [compared.of("a", "hiroba", rate) for rate in rates]
        shares = ", ".join(f"{figures['share']:.2%}" for figures in results)
        whole = all(f["share"] == 1 and not f["faults"] for f in results)
        return f"{shares} delivered", whole

    return judge


def cost(workload: str, phase: str, limit: float, peer: str = "gorilla") -> Judge:
    """Want a delivery to cost at most `limit` times what it costs a peer."""

    def judge(compared: Compared) -> tuple[str, bool]:
        ratio = compared.cost_ratio(workload, phase, peer)
        return f"{ratio:.2f} ×{beside(compared, workload, phase, peer)}", ratio <= limit

    return judge


def beside(compared: Compared, workload: str, phase: str, peer: str) -> str:
    """Say what the ratio is to the hub in Go that joins what waits, where that ran too."""
    try:
        ratio = compared.cost_ratio(workload, phase, f"{peer}-join")
    except KeyError:
        return ""
    return f" ({ratio:.2f} × the joining one's)"


def speed(compared: Compared) -> tuple[str, bool]:
    """Want more deliveries a second than the hub in Go."""
    own, other = (compared.of("a", name, "6,000/s")["per_second"] for name in ("hiroba", "gorilla"))
    return f"{own / other:.2f} × ({own:,.0f}/s)", own >= 1.1 * other


def prompt(compared: Compared) -> tuple[str, bool]:
    """Want a calm room's messages to be seen at once."""
    figures = compared.of("a", "hiroba", "50/s")
    p50, p99 = figures["p50"], figures["p99"]
    return f"{p50:.1f} ms, {p99:.1f} ms", p50 <= 10 and p99 <= 50


def stored(compared: Compared) -> tuple[str, bool]:
    """Want many durable acknowledgements a second."""
    rate = compared.of("d", "hiroba", "acks")["per_second"]
    aim = "reached" if rate >= AIM_ACKS else "missed"
    return f"{rate:,.0f}/s (the aim of {AIM_ACKS:,} is {aim})", rate >= 5_000


def small(compared: Compared) -> tuple[str, bool]:
    """Want idle sockets to be small."""
    size = compared.of("e", "hiroba", "rest")["socket_kib"]
    return f"{size:.1f} KiB", size <= 28


def calm(compared: Compared) -> tuple[str, bool]:
    """Want idle sockets to be quiet."""
    share = compared.of("e", "hiroba", "rest")["core_share"]
    return f"{share:.1%}", share <= 0.05


def back(compared: Compared) -> tuple[str, bool]:
    """Want everybody back soon."""
    figures = compared.of("f", "hiroba", "reconnect")
    whole = not (figures["failed"] or figures["behind"] or figures["faults"])
    seconds, failed = figures["seconds"], figures["failed"]
    return f"{seconds:.1f} s, {failed:.0f} failed", seconds <= 10 and whole


def shared(compared: Compared) -> tuple[str, bool]:
    """Want two processes on PostgreSQL to keep up with one on SQLite."""
    pair, one = (compared.of(w, p, "1,000/s") for w, p in (("h", "hiroba-pair"), ("a", "hiroba")))
    ratio = pair["per_second"] / one["per_second"]
    whole = pair["share"] == 1 and not pair["faults"]
    return f"{ratio:.2f} ×, {pair['share']:.2%} delivered", ratio >= 0.6 and whole


def unharmed(compared: Compared) -> tuple[str, bool]:
    """Want the worst member to be noticed little, and to leave nothing behind."""
    figures = compared.of("w", "hiroba", "worst")
    acks, pongs, growth = figures["p99"], figures["pong_p99"], figures["growth"]
    shown = f"{acks:.0f} ms, {pongs:.0f} ms, {growth:+.1%}"
    return shown, acks <= 250 and pongs <= 100 and growth <= 0.05


TARGETS: tuple[tuple[str, str, Judge], ...] = (
    ("a", "3,000 and 6,000 msg/s: none lost", none_lost("3,000/s", "6,000/s")),
    ("a", "3,000 msg/s: CPU per delivery ≤ 0.8 × the Go hub's", cost("a", "3,000/s", 0.8)),
    ("a", "6,000 msg/s: CPU per delivery ≤ 0.8 × the Go hub's", cost("a", "6,000/s", 0.8)),
    ("a", "6,000 msg/s: deliveries a second ≥ 1.1 × the Go hub's", speed),
    ("a", "1,000 msg/s: CPU per delivery ≤ 0.7 × the Go hub's", cost("a", "1,000/s", 0.7)),
    ("a", "50 msg/s: CPU per delivery ≤ 2 × the Go hub's", cost("a", "50/s", 2)),
    ("a", "50 msg/s: p50 ≤ 10 ms, p99 ≤ 50 ms", prompt),
    (
        "a",
        "20 msg/s: CPU per delivery ≤ 1/10 of the Channels tutorial's (core layer)",
        cost("a", "20/s", 0.1, "tutorial"),
    ),
    (
        "a",
        "20 msg/s: CPU per delivery ≤ 1/10 of the Channels tutorial's (pub/sub layer)",
        cost("a", "20/s", 0.1, "tutorial-pubsub"),
    ),
    ("e", "8,000 sockets, 5 msg/s: CPU per delivery ≤ 1.1 × the Go hub's", cost("e", "5/s", 1.1)),
    ("d", "≥ 5,000 durable acknowledgements a second in one process", stored),
    ("e", "≤ 28 KiB for each idle signed-in socket", small),
    ("e", "≤ 5 % of a core at rest with 8,000 sockets", calm),
    ("f", "2,000 back and caught up in ≤ 10 s, no failed handshake", back),
    ("h", "two processes: ≥ 0.6 × the deliveries a second of one, none lost", shared),
    ("w", "a bystander: acks p99 ≤ 250 ms, pongs p99 ≤ 100 ms; memory grows by ≤ 5 %", unharmed),
)
