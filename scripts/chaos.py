"""`make chaos`: breaks real servers in every way we know, and judges what they promised."""

import os
import sys

from scripts import system_packages
from scripts.paths import PYTHON, ROOT
from scripts.venv import ensure_development


def main(arguments: list[str]) -> None:
    """Prepare the virtual environment and the programs, and become the rig."""
    ensure_development()
    system_packages.ensure(system_packages.for_tests())
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "chaos", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
