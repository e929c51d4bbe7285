"""Plays many runs, rig by rig, and proves that the rig would notice what it is for."""

import asyncio
import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from chaos import report, run
from chaos.client import RoomFold
from chaos.crowd import Pace
from chaos.faults import FAULTS
from chaos.hasty import HASTY, PROOFS, HastyFold, Proof
from chaos.rig import RIGS, Rig
from chaos.run import Outcome
from chaos.workers import Job, parts, rig_of

PROOF_SEEDS = 3
RUN_SECONDS = 900.0
"""No run takes as long, unless the rig itself hangs."""


async def play_all(jobs: Sequence[Job], pace: Pace, results: Path, defect: str = "") -> int:
    """Play all, one rig at a time; return 1 when a promise was broken, else 0."""
    broken = 0
    for part in parts(jobs):
        left = part
        while left:
            done, bad = await _on_one_rig(left, pace, results, defect)
            left, broken = left[done:], broken + bad
    return min(broken, 1)


async def _on_one_rig(jobs: list[Job], pace: Pace, results: Path, defect: str) -> tuple[int, int]:
    """Play these until one goes wrong; return how many were played and how many went wrong."""
    size, env = rig_of(jobs[0])
    seeded = {"CHAOS_DEFECT": defect} if defect and defect != HASTY else {}
    rig = RIGS[size](random.Random(size), {**dict(env), **seeded})
    played = 0
    try:
        stages = await rig.start(len(jobs), pace.people, pace.rooms)
        for job, stage in zip(jobs, stages, strict=True):
            played += 1
            fold = HastyFold if defect == HASTY else RoomFold
            async with asyncio.timeout(RUN_SECONDS):
                outcome = await run.play(rig, stage, *job, pace, fold)
            report.add(results, report.result(outcome))
            _tell(outcome)
            if outcome.violations:
                _keep(outcome, rig, results.parent, pace, defect)
                return played, 1
            await rig.mend()
    except Exception:
        fault, seed = jobs[max(0, played - 1)]
        print(f"{fault}, seed {seed} could not be played:", flush=True)
        traceback.print_exc()
        return max(1, played), 1
    finally:
        await rig.stop()
    return played, 0


def _keep(outcome: Outcome, rig: Rig, beside: Path, pace: Pace, defect: str) -> None:
    name = f"{time.strftime('%m%d-%H%M%S')}-{outcome.fault}-{outcome.seed}"
    run.keep(outcome, rig, beside / name, pace, defect)
    print(f"  kept in {beside / name}", flush=True)


async def prove_all(pace: Pace, only: str) -> int:
    """Seed each defect, and see that its fault shows it; return 1 when one was missed, else 0."""
    tried = [proof for proof in PROOFS if only in ("", proof.defect)]
    missed = []
    for proof in tried:
        print(f"{proof.defect}: {proof.fault}", flush=True)
        caught = await prove(proof, pace)
        print(f"  {'caught' if caught else 'MISSED'}", flush=True)
        missed += [] if caught else [proof.defect]
    print(f"{len(tried) - len(missed)} of {len(tried)} defects caught. {' '.join(missed)}")
    return min(len(missed), 1)


async def prove(proof: Proof, pace: Pace) -> bool:
    """Return whether the defect is caught with one of a few seeds."""
    fault = FAULTS[proof.fault]
    with tempfile.TemporaryDirectory(prefix="hiroba-proof-") as folder:
        results = Path(folder) / "results.jsonl"
        for seed in range(1, PROOF_SEEDS + 1):
            await play_all([(fault, seed)], pace, results, proof.defect)
            kinds = {kind for one in report.read(results) for kind in one.violations}
            if kinds & proof.kinds:
                return True
    return False


def _tell(outcome: Outcome) -> None:
    kinds = Counter(one.kind for one in outcome.violations)
    verdict = ", ".join(f"{times} {kind}" for kind, times in kinds.items()) or "ok"
    measured = outcome.figures
    print(
        f"{FAULTS[outcome.fault]}, seed {outcome.seed}: {verdict}. {measured.acknowledged} "
        f"acknowledged, {measured.recovered} recovered, ack p99 {measured.ack.p99:.2f} s, delivery "
        f"p99 {measured.delivery.p99:.2f} s, healed in {measured.healed:.1f} s, "
        f"played in {outcome.ended - outcome.began:.0f} s",
        flush=True,
    )
    for one in outcome.violations[:5]:
        print(f"  {one.kind}: {one.told}", flush=True)
