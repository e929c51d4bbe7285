"""When the last backup was made here, and where: kept as a file in the data folder.

Not in the database, of which a restore would bring an older answer back.
"""

import time
from pathlib import Path

from django.conf import settings

NOTE = "last_backup"


def note(backup: Path) -> None:
    """Keep that this backup was made just now."""
    _file().write_text(f"{backup.resolve()}\n")


def find() -> Path | None:
    """Return where the last one was put, or None when none was made here."""
    return Path(_file().read_text().strip()) if _file().is_file() else None


def age_seconds() -> float | None:
    """Return how long ago that was, or None."""
    return time.time() - _file().stat().st_mtime if _file().is_file() else None


def _file() -> Path:
    return Path(settings.VAR_DIR, NOTE)
