"""Runs one command after the other, and tells in the end which of them failed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from scripts.paths import ROOT, VENV


@dataclass(frozen=True)
class Result:
    """How a step ended."""

    title: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'ok    ' if self.passed else 'FAILED'}  {self.seconds:6.1f} s  {self.title}"


def environment(**given: str) -> dict[str, str]:
    """Return this process's environment with the venv's programs first, and what is given."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "PATH": path, **given}


def run_quietly(title: str, command: Iterable[str], variables: Mapping[str, str]) -> Result:
    """Run a command, and show what it says only when it fails."""
    started = time.monotonic()
    done = subprocess.run(
        tuple(command),
        cwd=ROOT,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    result = Result(title, done.returncode == 0, time.monotonic() - started)
    print(result, flush=True)
    if not result.passed:
        print(done.stdout, flush=True)
    return result


def timed(title: str, step: Callable[[], bool]) -> Result:
    """Run a step under a heading; it returns whether it passed."""
    print(f"\n── {title} ".ljust(100, "─"), flush=True)
    started = time.monotonic()
    return Result(title, step(), time.monotonic() - started)


def passes(*command: str, **variables: str) -> bool:
    """Run a command in the open, and return whether it passed."""
    return subprocess.run(command, cwd=ROOT, env=environment(**variables)).returncode == 0


def exit_with(results: list[Result]) -> None:
    """End the process: status 1 when a step failed."""
    failed = [result.title for result in results if not result.passed]
    sys.exit(f"Failed: {', '.join(failed)}." if failed else 0)
