"""`make bench`: what the benchmark needs is installed, then it runs."""

import os
import sys

from scripts.paths import PYTHON, ROOT
from scripts.venv import ensure_benchmark


def main(arguments: list[str]) -> None:
    """Prepare the virtual environment and the peers' programs, and become the benchmark."""
    ensure_benchmark()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "bench", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
