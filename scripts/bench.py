"""`make bench`: what the benchmark needs is installed, then it runs."""

import os
import sys

from scripts import system_packages
from scripts.paths import PYTHON, ROOT
from scripts.venv import ensure_benchmark


def main(arguments: list[str]) -> None:
    """Prepare the virtual environment and the compared programs, and become the benchmark."""
    if sys.platform != "linux":
        sys.exit("The benchmark reads /proc, so it runs on Linux only.")
    ensure_benchmark()
    system_packages.ensure(system_packages.for_benchmark())
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "bench", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
