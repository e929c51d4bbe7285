"""Checks that every package of the lock has a wheel for each Python that Hiroba takes.

Asks the package index, downloads what pip needs to know of a package, and installs nothing. What is
found must be among the hashes of the lock: a wheel that came out after it is of no use.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from scripts.paths import ROOT
from scripts.venv import DEVELOPMENT

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LOCK = ROOT / DEVELOPMENT
PINNED = re.compile(r"^([A-Za-z0-9][^\n]*?) \\$", re.MULTILINE)


def main() -> None:
    """Exit with 1 and name what is missing when there is any of it."""
    with ThreadPoolExecutor() as pool:
        problems = [problem for found in pool.map(missing, PYTHONS) for problem in found]
    sys.exit("\n".join(problems) if problems else 0)


def missing(version: str) -> list[str]:
    """Return what this Python could not install on a machine like this one, one line for each."""
    with tempfile.TemporaryDirectory(prefix="hiroba-lock-") as name:
        folder = Path(name)
        listed = folder / "requirements.txt"
        listed.write_text("\n".join(_wanted(version)))
        told = subprocess.run(_question(version, folder, listed), capture_output=True, text=True)
        if told.returncode:
            errors = [line for line in told.stderr.splitlines() if line.startswith("ERROR")]
            return [f"Python {version}: {error}" for error in errors or [told.stderr]]
        return [
            f"Python {version}: the lock has no hash of {url}."
            for url in _strangers(json.loads((folder / "report.json").read_text()))
        ]


def _wanted(version: str) -> Iterator[str]:
    """What the lock has for this Python, without its hashes: with them pip downloads all wheels."""
    environment = {"python_version": version, "python_full_version": f"{version}.0"}
    for line in PINNED.findall(LOCK.read_text()):
        requirement = Requirement(line)
        if not requirement.marker or requirement.marker.evaluate(environment):
            yield f"{requirement.name}{requirement.specifier}"


def _question(version: str, folder: Path, listed: Path) -> list[str]:
    wheels = ("--only-binary=:all:", "--python-version", version, "--target", str(folder / "none"))
    report = ("--dry-run", "--quiet", "--no-deps", "--report", str(folder / "report.json"))
    return [sys.executable, "-m", "pip", "install", *report, *wheels, "--requirement", str(listed)]


def _strangers(report: dict[str, Any]) -> list[str]:
    """Return the addresses of wheels whose hashes are not those of the lock."""
    lock = LOCK.read_text()
    found = [entry["download_info"] for entry in report["install"]]
    return [one["url"] for one in found if one["archive_info"]["hashes"]["sha256"] not in lock]


if __name__ == "__main__":
    main()
