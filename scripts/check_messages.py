"""Checks that every text has its translation, and that each .mo file says what its .po says."""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.messages import collect
from scripts.paths import ROOT

READ = ("chat", "config", "locale", "templates", "manage.py")


def main() -> None:
    """Exit with 1 and name what is missing or stale when there is any of it."""
    if not shutil.which("msgfmt"):
        print("msgfmt is missing, so the translations were not compared (apt install gettext).")
        return
    problems = [*untranslated(), *stale()]
    sys.exit("\n".join(problems) if problems else 0)


def untranslated() -> list[str]:
    """Return the texts of a fresh collection that have no translation, or a doubtful one."""
    with tempfile.TemporaryDirectory(prefix="hiroba-messages-") as folder:
        copy = Path(folder)
        for name in READ:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        if not collect(copy):
            return ["The texts could not be collected."]
        return [problem for file in catalogues(copy) for problem in _missing_in(file)]


def _missing_in(file: Path) -> list[str]:
    """What `msgattrib` finds, one line for each text."""
    found = []
    for wanted in ("--untranslated", "--only-fuzzy"):
        command = ("msgattrib", wanted, "--no-obsolete", "--no-wrap", str(file))
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        texts = [line for line in output.splitlines() if line.startswith("msgid ")]
        found += [f"No translation: {text}" for text in texts if text != 'msgid ""']
    return found


def catalogues(root: Path) -> list[Path]:
    """Return the translations' source files."""
    return sorted((root / "locale").glob("*/LC_MESSAGES/*.po"))


def stale() -> list[str]:
    """Name the compiled translations that say something else than their sources."""
    files = [file for file in catalogues(ROOT) if is_stale(file)]
    return [f"Run `make messages` for {file.relative_to(ROOT)}." for file in files]


def is_stale(source: Path) -> bool:
    """Return whether compiling the source would change what its .mo file says."""
    compiled = source.with_suffix(".mo")
    with tempfile.NamedTemporaryFile(suffix=".mo") as fresh:
        subprocess.run(["msgfmt", "--check", "-o", fresh.name, source], check=True)
        return not compiled.is_file() or texts(compiled) != texts(Path(fresh.name))


def texts(compiled: Path) -> dict[object, str]:
    """Return every text of a .mo file with its translation."""
    with compiled.open("rb") as file:
        catalog: dict[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return catalog


if __name__ == "__main__":
    main()
