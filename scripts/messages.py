"""`make messages`: collects the texts to translate, and compiles the translations."""

import subprocess
import sys
from pathlib import Path

from scripts import steps
from scripts.paths import ROOT
from scripts.venv import ensure_development

LANGUAGE = "ja"
NO_SOURCES = (".venv*", "var", "tests", "scripts", "node_modules")
COLLECT = ("makemessages", "--locale", LANGUAGE, "--add-location", "file", "--no-obsolete")


def main() -> None:
    """Bring locale/ up to date with the sources; exit with 1 when gettext complains."""
    ensure_development()
    if not collect(ROOT):
        sys.exit("The texts could not be collected. `gettext` must be installed.")
    if not steps.passes("python", "manage.py", "compilemessages", "--ignore", ".venv*"):
        sys.exit("The translations could not be compiled.")


def collect(root: Path) -> bool:
    """Bring the .po files below this copy of the project up to date; return whether that worked."""
    ignored = (f"--ignore={pattern}" for pattern in NO_SOURCES)
    command = ("python", "manage.py", *COLLECT, "--no-wrap", *ignored)
    done = subprocess.run(command, cwd=root, env=steps.environment(), stdout=subprocess.DEVNULL)
    return done.returncode == 0


if __name__ == "__main__":
    main()
