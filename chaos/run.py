"""One run: a crowd talks, a fault strikes at a random moment and heals, and the judge looks."""

import asyncio
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from chaos import database
from chaos.checker import SLACK_SECONDS, Violation, violations
from chaos.client import RoomFold
from chaos.crowd import Crowd, Pace, Stage
from chaos.faults import Fault, Scene
from chaos.figures import Figures, figures
from chaos.history import Facts, History, Stored
from chaos.newcomer import told_afresh
from chaos.rig import HEARTBEAT_SECONDS, Rig, now

USUAL_SECONDS = 0.25
"""From ack to screen, on a machine that has no more to do than this."""
HEARTBEATS_AWAITED = 3


@dataclass
class Outcome:
    """What came of one run."""

    fault: str
    seed: int
    rig: str
    figures: Figures
    violations: list[Violation]
    diary: list[tuple[float, str]]
    history: History
    stored: Stored
    began: float
    ended: float


async def play(
    rig: Rig,
    stage: Stage,
    fault: Fault,
    seed: int,
    pace: Pace,
    fold: type[RoomFold] = RoomFold,
) -> Outcome:
    """Play one fault with one seed, on a rig that stands, and judge it."""
    began, started = time.time(), now()
    rng = random.Random(f"{fault.name}/{seed}")
    crowd = Crowd(stage, rig.port, f"{fault.name}/{seed}", pace, lambda: now() - started, fold)
    scene = Scene(rig, crowd, rng)
    try:
        await crowd.arrive()
        window = await _strike(scene, fault, pace)
        calm, stored = await _end_of(scene, pace)
    finally:
        await crowd.hush()
        await crowd.part()
    found = _judged(scene, stored, calm)
    nonces = {row.nonce for row in stored.rows}
    measured = figures(crowd.history, nonces, window)
    found += _late(scene, fault, measured)
    return Outcome(
        fault.name,
        seed,
        rig.size,
        measured,
        found,
        scene.diary,
        crowd.history,
        stored,
        began,
        time.time(),
    )


async def _strike(scene: Scene, fault: Fault, pace: Pace) -> tuple[float, float]:
    """Talk, break, heal, in times chosen by lot; the talk may end before or after the healing."""
    crowd, rng = scene.crowd, scene.rng
    crowd.talk()
    await crowd.heard(int(rng.uniform(0.2, 0.8) * pace.least))
    await asyncio.sleep(rng.uniform(0, 0.2) * pace.seconds)
    scene.note(f"strike: {fault}")
    since = crowd.clock()
    playing = fault.play(scene)
    await anext(playing)
    lasts = rng.uniform(*fault.lasts) * pace.lasting
    hushed = rng.uniform(0.5, 1.0) * lasts if rng.random() < 0.5 else lasts
    await asyncio.sleep(hushed)
    if hushed < lasts:
        await crowd.hush()
        if fault.delivery is not None:  # what was said last must be shown before anything is healed
            await crowd.sent()
        scene.note("silence")
        await asyncio.sleep(lasts - hushed)
    scene.note("heal")
    healing = crowd.clock()
    async for _ in playing:
        raise RuntimeError(f"{fault} yields twice")
    healed = crowd.clock()
    scene.note(f"healed in {healed - healing:.1f} s")
    await asyncio.sleep(rng.uniform(0.1, 0.4) * pace.seconds)
    if hushed == lasts:
        await crowd.heard(pace.least)
    await crowd.hush()
    return since, healed


async def _end_of(scene: Scene, pace: Pace) -> tuple[bool, Stored]:
    """Return whether all has settled, and what is stored then.

    A form whose answer nobody waits for any more may still change something: then once more.
    """
    crowd, rig = scene.crowd, scene.rig
    while True:
        calm = await _settled(scene, pace)
        stored, _heard = await asyncio.gather(_stored(rig, crowd), _heartbeats(crowd, rig, calm))
        if not calm or stored.heads == await rig.heads(list(stored.heads)):
            crowd.judge_views()
            return calm, stored


async def _settled(scene: Scene, pace: Pace) -> bool:
    """Wait until all is sent and everybody knows all; return whether it came to that."""
    crowd, rooms = scene.crowd, [place.id for place in scene.crowd.stage.places]
    deadline = crowd.clock() + pace.patience
    while unsettled := crowd.unsettled(await scene.rig.heads(rooms)):
        if crowd.clock() > deadline:
            scene.note(f"not settled: {unsettled}")
            return False
        await asyncio.sleep(0.2)
    scene.note("all is settled")
    return True


async def _heartbeats(crowd: Crowd, rig: Rig, calm: bool) -> None:
    """Wait until the heartbeats name the heads, as they must when all is settled."""
    heads = await rig.heads([place.id for place in crowd.stage.places])
    for _ in range(HEARTBEATS_AWAITED * HEARTBEAT_SECONDS * 10 if calm else 0):
        if crowd.told_by_heartbeat(heads):
            return
        await asyncio.sleep(0.1)


# --- The judgement --------------------------------------------------------------------------


def _judged(scene: Scene, stored: Stored, calm: bool) -> list[Violation]:
    found = violations(scene.crowd.history, stored)
    found += [Violation("broken", told) for told in scene.broken]
    if not calm:
        found.append(
            Violation("late", "not settled after the fault, however long that was waited for")
        )
    return found


def _late(scene: Scene, fault: Fault, measured: Figures) -> list[Violation]:
    """Promises in seconds are for a machine that is not busy with other things."""
    slowness = max(1.0, measured.usual.p99 / USUAL_SECONDS)
    bounds = [
        ("healed after", measured.healed, fault.heals),
        ("from ack to screen p99 was", measured.visible.p99, fault.delivery),
        *scene.bounds,
    ]
    return [
        Violation("late", f"{what} {seconds:.1f} s; {bound} s times {slowness:.1f} are promised")
        for what, seconds, bound in bounds
        if bound is not None and seconds > (bound + SLACK_SECONDS) * slowness
    ]


async def _stored(rig: Rig, crowd: Crowd) -> Stored:
    """Read the database, and ask Hiroba for every room as a client that knows nothing."""
    places = crowd.stage.places
    rooms = [place.id for place in places]
    heads = await asyncio.to_thread(database.heads, rig.place, rooms)
    return Stored(
        rows=await asyncio.to_thread(database.rows, rig.place, rooms),
        heads=heads,
        private={place.id for place in places if place.private},
        fresh=await _fresh(crowd),
    )


async def _fresh(crowd: Crowd) -> dict[int, dict[int, Facts]]:
    """What each room's owner is told who comes with nothing."""
    places = crowd.stage.places
    told = await asyncio.gather(
        *(told_afresh(crowd.port, place.owner, place.id) for place in places)
    )
    return {place.id: room for place, room in zip(places, told, strict=True)}


# --- The evidence ---------------------------------------------------------------------------


def keep(outcome: Outcome, rig: Rig, folder: Path, pace: Pace, defect: str) -> None:
    """Leave everything in a folder from which the run can be looked at, and played again."""
    folder.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {
        "fault": outcome.fault,
        "seed": outcome.seed,
        "pace": pace,
        "defect": defect,
        "violations": [one._asdict() for one in outcome.violations],
        "diary": outcome.diary,
    }
    _write(folder / "run.json", told)
    _write(folder / "history.json", outcome.history)
    _write(folder / "database.json", outcome.stored)
    rig.keep_logs(folder)


def _write(file: Path, told: object) -> None:
    file.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1))


def again(folder: Path) -> tuple[str, int, Pace, str]:
    """Return what to play again: fault, seed, pace, defect."""
    told = msgspec.json.decode((folder / "run.json").read_bytes())
    return told["fault"], told["seed"], Pace(**told["pace"]), told["defect"]
