"""Draws lines over two logarithmic axes as SVG that suits light and dark pages; pure."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 52, 52
COLOURS = ("#0f7b6c", "#2f6fd0", "#b5660a", "#a63d8f", "#c0392b", "#6b7280")
DARK_COLOURS = ("#4fd1b5", "#7fb0ff", "#f0a64a", "#e58ad0", "#ff8375", "#a3aab5")

Points = Sequence[tuple[float, float]]

STYLE = """
  .card { fill: #fff; stroke: #d8dade }
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 14px; font-weight: 600 }
  .quiet { fill: #59606a }
  .grid { stroke: #e4e6ea }
  .line { fill: none; stroke-width: 2 }
  .c0 { stroke-width: 3 }
  .n0 { font-weight: 600 }
"""
DARK_STYLE = """
    .card { fill: #16191d; stroke: #30363d }
    text { fill: #e6e8eb }
    .quiet { fill: #9aa3ad }
    .grid { stroke: #2a2f36 }
"""


def plot(title: str, x_title: str, y_title: str, lines: Mapping[str, Points]) -> str:
    """Return the drawing: a line with its name for each entry; all numbers above 0."""
    points = [point for line in lines.values() for point in line]
    x, y = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT), Axis.of_y([y for _, y in points])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{_style(len(lines))}</style>",
        f'<rect class="card" x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8"/>',
        f'<text class="title" x="{LEFT - 40}" y="28">{escape(title)}</text>',
        *_grid(x, y),
        f'<text class="quiet" x="{LEFT - 40}" y="{TOP - 2}">{escape(y_title)}</text>',
        f'<text class="quiet" x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 14}" '
        f'text-anchor="middle">{escape(x_title)}</text>',
        *_lines(lines, x, y),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class Axis:
    """A logarithmic scale from `start` to `end`, in pixels."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = min(values) / 1.15, max(values) * 1.15
        self._start, self._end = start, end

    @classmethod
    def of_y(cls, values: Sequence[float]) -> "Axis":
        """Return the axis that goes up."""
        return cls(values, HEIGHT - BOTTOM, TOP + 8)

    def at(self, value: float) -> float:
        """Return where a value lies."""
        share = log10(value / self.low) / log10(self.high / self.low)
        return round(self._start + share * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        """Return the round numbers that lie on it: 1, 2 and 5 of every power of ten."""
        steps = [digit * 10.0**power for power in range(-3, 7) for digit in (1, 2, 5)]
        return [step for step in steps if self.low <= step <= self.high]


def _style(count: int) -> str:
    def colours(shades: Sequence[str]) -> str:
        return " ".join(
            f".c{n} {{ stroke: {shade} }} .n{n}, .d{n} {{ fill: {shade} }}"
            for n, shade in enumerate(shades[:count])
        )

    dark = f"@media (prefers-color-scheme: dark) {{{DARK_STYLE}    {colours(DARK_COLOURS)}\n  }}"
    return f"{STYLE}  {colours(COLOURS)}\n  {dark}\n"


def _grid(x: Axis, y: Axis) -> list[str]:
    drawn = []
    for value in x.ticks():
        at = x.at(value)
        drawn.append(f'<path class="grid" d="M{at} {TOP + 8}V{HEIGHT - BOTTOM}"/>')
        label = f'<text class="quiet" x="{at}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
        drawn.append(f"{label}{value:,g}</text>")
    for value in y.ticks():
        at = y.at(value)
        drawn.append(f'<path class="grid" d="M{LEFT} {at}H{WIDTH - RIGHT}"/>')
        label = f'<text class="quiet" x="{LEFT - 8}" y="{at + 4}" text-anchor="end">'
        drawn.append(f"{label}{value:,g}</text>")
    return drawn


def _lines(lines: Mapping[str, Points], x: Axis, y: Axis) -> list[str]:
    ends = {name: y.at(points[-1][1]) for name, points in lines.items()}
    places = spread(ends, 17)
    drawn = []
    for number, (name, points) in enumerate(lines.items()):
        path = " ".join(f"{x.at(a)},{y.at(b)}" for a, b in points)
        end = x.at(points[-1][0])
        drawn.append(f'<polyline class="line c{number}" points="{path}"/>')
        drawn += [
            f'<circle class="d{number}" cx="{x.at(a)}" cy="{y.at(b)}" r="3"/>' for a, b in points
        ]
        label = f'<text class="n{number}" x="{end + 9}" y="{places[name] + 4}">'
        drawn.append(f"{label}{escape(name)}</text>")
    return drawn


def spread(places: Mapping[str, float], gap: float) -> dict[str, float]:
    """Return the places moved down as far as needed for a gap between any two."""
    moved: dict[str, float] = {}
    free = float("-inf")
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        moved[name] = max(place, free)
        free = moved[name] + gap
    return moved
