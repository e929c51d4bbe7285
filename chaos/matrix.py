"""Plays many runs, rig by rig, and proves that the rig would notice what it is for."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from signal import SIGTERM

from chaos import report, run
from chaos.client import RoomFold
from chaos.faults import FAULTS, Fault
from chaos.hasty import HASTY, PROOFS, HastyFold, Proof
from chaos.rig import RIGS
from chaos.run import Outcome, Pace

PROOF_SEEDS = 3
Job = tuple[Fault, int]


async def play_all(jobs: list[Job], pace: Pace, results: Path, defect: str = "") -> int:
    """Play all, one rig at a time; return 1 when a promise was broken, else 0."""
    broken = 0
    by_rig = sorted(jobs, key=lambda job: (job[0].rig, job[0].env))
    for (size, env), group in groupby(by_rig, key=lambda job: (job[0].rig, job[0].env)):
        together = list(group)
        while together:
            done, bad = await _on_one_rig(size, dict(env), together, pace, results, defect)
            together, broken = together[done:], broken + bad
    return min(broken, 1)


async def _on_one_rig(
    size: str, env: dict[str, str], jobs: list[Job], pace: Pace, results: Path, defect: str
) -> tuple[int, int]:
    """Play these until one breaks a promise; return how many were played and how many broke it."""
    fold = HastyFold if defect == HASTY else RoomFold
    if defect and defect != HASTY:
        env = {**env, "CHAOS_DEFECT": defect}
    rig = RIGS[size](random.Random(size), env)
    asyncio.get_running_loop().add_signal_handler(SIGTERM, _cancelling())
    try:
        stages = await rig.start(len(jobs), pace.people, pace.rooms)
        for played, ((fault, seed), stage) in enumerate(zip(jobs, stages, strict=True), 1):
            outcome = await run.play(rig, stage, fault, seed, pace, fold)
            report.add(results, report.result(outcome))
            _tell(outcome)
            if outcome.violations:
                folder = results.parent / f"{time.strftime('%m%d-%H%M%S')}-{fault.name}-{seed}"
                run.keep(outcome, rig, folder, pace, defect)
                print(f"  kept in {folder}", flush=True)
                return played, 1
            await rig.mend()
    finally:
        await rig.stop()
    return len(jobs), 0


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


def _cancelling() -> Callable[[], object]:
    """Return what ends this task, with all that it has started."""
    task = asyncio.current_task()
    assert task
    return task.cancel


def _tell(outcome: Outcome) -> None:
    kinds = Counter(one.kind for one in outcome.violations)
    verdict = ", ".join(f"{times} {kind}" for kind, times in kinds.items()) or "ok"
    measured = outcome.figures
    print(
        f"{FAULTS[outcome.fault]}, seed {outcome.seed}: {verdict}. {measured.acknowledged} "
        f"acknowledged, {measured.recovered} recovered, ack p99 {measured.ack.p99:.2f} s, delivery "
        f"p99 {measured.delivery.p99:.2f} s, healed in {measured.healed:.1f} s",
        flush=True,
    )
    for one in outcome.violations[:5]:
        print(f"  {one.kind}: {one.told}", flush=True)
