"""`make run`: from a fresh clone, or the next time, to a server."""

import os

from scripts.paths import PYTHON, ROOT
from scripts.venv import ensure_runtime


def main() -> None:
    """Prepare the virtual environment and become the server."""
    ensure_runtime()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "scripts.start"])


if __name__ == "__main__":
    main()
