"""Writes docs/performance.md and its plot from the results of a run."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

from bench.figures import Figures, Results, kind_of, medians
from bench.plot import plot
from bench.sizing import rows as sizing
from bench.targets import verdicts

TEMPLATE = Path(__file__).with_name("performance.md")
Column = tuple[str, Callable[[Figures], str]]


def write(run: Mapping[str, Any], folder: Path) -> None:
    """Write the report of a run and its plot into this folder."""
    results, titles = medians(run["measured"]), run["titles"]
    template = TEMPLATE.read_text()
    (folder / "performance.md").write_text(template.format(**parts(run, results, titles)))
    (folder / "performance.svg").write_text(cost_plot(results, titles))


def parts(run: Mapping[str, Any], results: Results, titles: Mapping[str, str]) -> dict[str, str]:
    """Return what the template has places for."""
    return {
        "command": run["command"],
        "rounds": rounds(run["measured"]),
        "minutes": f"{run['minutes']:.0f}",
        **run["machine"],
        "versions": table(("peer", "versions"), versions(run["versions"], titles)),
        "targets": table(("", "target", "measured", ""), judged(results)),
        "limit": table(("", "frames/s", "of one core", "CPU µs/frame"), limits(results, titles)),
        "broken": broken(run, titles) + "".join(map(again, run.get("again", ()))),
        "sizing": table(("", ""), sizing(results)),
        "busiest": f"{busiest(results):.0%}",
        **{place: workload_table(results, titles, place) for place in COLUMNS},
    }


def rounds(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return how often each workload was played on each peer: "3", or "2 to 3" when cut short."""
    played: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        played[row["workload"], row["peer"]].add(row["round"])
    counts = sorted({len(numbers) for numbers in played.values()})
    return " to ".join(str(count) for count in dict.fromkeys((counts[0], counts[-1])))


def broken(run: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return which runs broke off, in a sentence."""
    found = [row for row in run["measured"] if row["do"] == "broken"]
    names = [
        f"({row['workload']}) {titles[row['peer']]}, round {row['round'] + 1}" for row in found
    ]
    return f"Broke off: {'; '.join(names)}." if names else "Every run came to its end."


def again(repeat: Mapping[str, Any]) -> str:
    """Return which workloads were measured later than the others, in a sentence."""
    names = ", ".join(f"({name})" for name in repeat["workloads"])
    return (
        f" {names} was measured again on {repeat['date']} by `{repeat['command']}`, "
        f"all peers in turns, with {repeat['version']}."
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def versions(commits: Mapping[str, str], titles: Mapping[str, str]) -> Iterable[Sequence[str]]:
    """Return which versions were compared."""
    return [(titles[name], version) for name, version in commits.items() if "blaster" not in name]


def judged(results: Results) -> Iterable[Sequence[str]]:
    """Return each target with what was measured."""
    words = {True: "reached", False: "**missed**", None: "–"}
    return [(f"({v.workload})", v.wanted, v.measured, words[v.reached]) for v in verdicts(results)]


def limits(results: Results, titles: Mapping[str, str]) -> Iterable[Sequence[str]]:
    """Return what the load generator can count by itself."""
    shown = (number("per_second"), number("generator", ".0%"), number("frame_us", ".2f"))
    return [
        [titles[peer], *(show(figures) for show in shown)]
        for (workload, peer, _phase), figures in results.items()
        if workload == "limit"
    ]


def busiest(results: Results) -> float:
    """Return the largest share of a core that the load generator took in any workload."""
    shares = [f.get("generator", 0) for (name, *_), f in results.items() if name != "limit"]
    return max(shares, default=0)


def workload_table(results: Results, titles: Mapping[str, str], place: str) -> str:
    """Return the table of a workload, phase by phase, so that peers stand under each other."""
    workload, _underscore, kind = place.partition("_")
    found = [(phase, peer) for (name, peer, phase) in results if name == workload]
    found = [(phase, peer) for phase, peer in found if kind_of(phase).startswith(kind)]
    phases = list(dict.fromkeys(phase for phase, _peer in found))
    found.sort(key=lambda row: phases.index(row[0]))
    columns = COLUMNS[place]
    rows = [
        [phase, titles[peer], *(show(results[workload, peer, phase]) for _title, show in columns)]
        for phase, peer in found
    ]
    header = ["", "", *(title for title, _show in columns)]
    if len(phases) == 1:  # which the heading says
        header, rows = header[1:], [row[1:] for row in rows]
    return table(header, rows)


def cost_plot(results: Results, titles: Mapping[str, str]) -> str:
    """Draw the processor time for a delivery against the rate, in one room of 200."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for (workload, peer, phase), figures in results.items():
        if workload == "a" and figures["server_us"] > 0:
            point = (float(phase.removesuffix("/s").replace(",", "")), figures["server_us"])
            lines.setdefault(titles[peer], []).append(point)
    title = "What one delivery costs the server, in a room of 200"
    return plot(title, "messages a second", "µs of processor time", lines)


# --- Columns --------------------------------------------------------------------------------


def number(name: str, form: str = ",.0f") -> Callable[[Figures], str]:
    """Return how one figure is shown; a dash where there is none."""

    def show(figures: Figures) -> str:
        value = figures.get(name)
        return "–" if value is None or isnan(value) else format(value, form)

    return show


def processor(figures: Figures) -> str:
    """Show the server's processor time, and that of what it stands on."""
    others = {name.removesuffix("_us") for name in figures if name.endswith("_us")} - {"server"}
    beside = [f"{figures[f'{name}_us']:.1f} {BESIDE[name]}" for name in sorted(others)]
    spread = f"{figures['server_us_low']:.2f}–{figures['server_us_high']:.2f}"
    return " + ".join([f"{figures['server_us']:.2f} ({spread})", *beside])


BESIDE = {"postgres": "PostgreSQL", "redis": "Redis"}

TALK: tuple[Column, ...] = (
    ("delivered", number("share", ".2%")),
    ("deliveries/s", number("per_second")),
    ("CPU µs/delivery", processor),
    ("p50 ms", number("p50", ".1f")),
    ("p99 ms", number("p99", ".1f")),
    ("memory MiB", number("pss_mib")),
    ("refused", number("refused")),
    ("generator", number("generator", ".0%")),
)
COLUMNS: Mapping[str, Sequence[Column]] = {
    "a": TALK,
    "b": TALK,
    "c": TALK,
    "d": (
        ("acknowledged/s", number("per_second")),
        ("CPU µs/message", number("server_us")),
        ("p50 ms", number("p50", ".1f")),
        ("p99 ms", number("p99", ".1f")),
        ("refused", number("refused")),
    ),
    "e_talk": TALK,
    "e_rest": (
        ("sockets", number("sockets")),
        ("memory MiB", number("pss_mib")),
        ("KiB/socket", number("socket_kib", ".1f")),
        ("of a core", number("core_share", ".1%")),
    ),
    "f": (
        ("all welcomed s", number("welcomed_seconds", ".1f")),
        ("all caught up s", number("seconds", ".1f")),
        ("failed handshakes", number("failed")),
        ("behind at the end", number("behind")),
        ("CPU µs/socket", number("server_us")),
    ),
    "g": (
        ("answers/s", number("per_second")),
        ("CPU µs/answer", number("server_us")),
        ("p50 ms", number("p50", ".1f")),
        ("p99 ms", number("p99", ".1f")),
        ("refused", number("refused")),
    ),
    "h": TALK,
    "w": (
        ("acks p50 ms", number("p50", ".1f")),
        ("acks p99 ms", number("p99", ".1f")),
        ("pongs p99 ms", number("pong_p99", ".1f")),
        ("of a core", number("core_share", ".1%")),
        ("memory grows by", number("growth", "+.1%")),
    ),
}
