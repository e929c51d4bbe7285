"""Percentiles of what happened in a fault's window. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from chaos.history import History


class Spread(NamedTuple):
    """Seconds: the middle, the slow end, the slowest."""

    p50: float
    p99: float
    longest: float


class Figures(NamedTuple):
    """One run in numbers.

    `acknowledged`: of everything that was attempted; `messages`: of messages alone; `recovered`:
    stored though nobody was told so. `ack` and `delivery` run from when somebody wanted it,
    `visible` from the ack to each screen, in the fault's window; `usual` is the same before it.
    """

    attempted: int
    messages: int
    acknowledged: int
    recovered: int
    ack: Spread
    delivery: Spread
    visible: Spread
    usual: Spread
    healed: float


def figures(history: History, stored: set[str], window: tuple[float, float]) -> Figures:
    """Measure a run. `stored`: the nonces in the database; `window`: strike and healing."""
    acked: dict[str, float] = {}
    for ack in history.acks:
        acked.setdefault(ack.nonce, ack.at)
    said = [attempt for attempt in history.attempts if attempt.kind == "message"]
    sent = {attempt.nonce: attempt.at for attempt in history.attempts}
    ids = {ack.nonce: ack.id for ack in history.acks}
    seen = _first_sights(history, {ids[one.nonce]: one.at for one in said if one.nonce in ids})
    arrivals = {one.nonce: seen.get(ids.get(one.nonce, 0), []) for one in said}
    since, until = window
    inside = {nonce for nonce, at in sent.items() if since <= at <= until}
    before_healing = [
        at
        for nonce, started in sent.items()
        if started <= until
        for at in [acked.get(nonce, 0.0), *arrivals.get(nonce, [])]
    ]
    return Figures(
        len(sent),
        len([one for one in said if one.nonce in acked]),
        len(acked),
        len([one for one in said if one.nonce in stored and one.nonce not in acked]),
        spread(acked[nonce] - sent[nonce] for nonce in inside & acked.keys()),
        spread(at - sent[nonce] for nonce in inside for at in arrivals.get(nonce, [])),
        _visible(inside, acked, arrivals),
        _visible((nonce for nonce, at in sent.items() if at < since), acked, arrivals),
        max(0.0, max(before_healing, default=0.0) - until),
    )


def _visible(
    nonces: Iterable[str], acked: dict[str, float], arrivals: dict[str, list[float]]
) -> Spread:
    """From the ack to each screen; nothing for those that were seen first."""
    return spread(
        max(0.0, at - acked[nonce])
        for nonce in nonces
        if nonce in acked
        for at in arrivals.get(nonce, [])
    )


def _first_sights(history: History, sent: dict[int, float]) -> dict[int, list[float]]:
    """When each message was first seen by each client that was in the room when it was sent."""
    seen: dict[int, dict[int, float]] = {}
    entered: dict[tuple[int, int], float] = {}
    for frame in history.deliveries:
        if frame.cursor == 0:
            entered[frame.client, frame.room] = frame.at
        for sight in frame.sights:
            if sent.get(sight.id, 0.0) >= entered.get((frame.client, frame.room), 0.0):
                seen.setdefault(sight.id, {}).setdefault(frame.client, frame.at)
    return {message: list(times.values()) for message, times in seen.items()}


def spread(values: Iterable[float]) -> Spread:
    """Return the percentiles of these; zeros when there are none."""
    found = sorted(values)
    if not found:
        return Spread(0.0, 0.0, 0.0)
    return Spread(found[len(found) // 2], found[int(len(found) * 0.99)], found[-1])
