"""Checks that each compiled translation (.mo) says what its source (.po) says."""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.paths import ROOT


def main() -> None:
    """Exit with 1 and name the stale files when there are any."""
    if not shutil.which("msgfmt"):
        print("msgfmt is missing, so the translations were not compared (apt install gettext).")
        return
    stale = [str(source.relative_to(ROOT)) for source in sources() if is_stale(source)]
    sys.exit(f"Run `make messages` for {', '.join(stale)}." if stale else 0)


def sources() -> list[Path]:
    """Return the translations' source files."""
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))


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
