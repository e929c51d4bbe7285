"""A backup: one file with the database, the files of people, and a page that tells what it is."""

import json
import os
import shutil
import tarfile
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from gzip import BadGzipFile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from chat.management import dumps

FORMAT = 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media"
NAME = "hiroba-%Y%m%d-%H%M%S.tar.gz"
# What becomes of a file that was cut off, or changed, on its way here.
DAMAGED = (EOFError, tarfile.TarError, zlib.error, BadGzipFile)
READ_BYTES = 1 << 20
PATTERN = "hiroba-????????-??????.tar.gz"


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. `migrations`: all that its database has gone through."""

    made_at: str
    engine: str
    migrations: list[str]
    format: int = FORMAT


def write(folder: Path, media: Path) -> Path:
    """Make a backup in the folder and return its file. Raises CommandError."""
    now = datetime.now(UTC)
    made = folder / now.strftime(NAME)
    manifest = Manifest(now.isoformat(timespec="seconds"), connection.vendor, _migrations())
    with TemporaryDirectory(dir=folder, prefix=".hiroba-") as name:
        room = Path(name)
        (room / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
        dumps.dump(room / DATABASE)
        part = room / made.name
        part.touch(mode=0o600)
        with part.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
                archive.add(room / MANIFEST, MANIFEST)
                archive.add(room / DATABASE, DATABASE)
                if media.is_dir():
                    archive.add(media, MEDIA)
            file.flush()
            os.fsync(file.fileno())
        part.rename(made)  # so that one that could not be finished leaves nothing
    return made


def read(file: Path) -> Manifest:
    """Return what a backup says about itself. Raises CommandError when it is not for this place."""
    try:
        with tarfile.open(file) as archive:
            page = archive.extractfile(MANIFEST)
            manifest = Manifest(**json.load(page)) if page else None
    except FileNotFoundError as error:
        whole = "" if file.is_absolute() else " Name it by its whole path, from / on."
        raise CommandError(f"There is no file {file.absolute()}.{whole}") from error
    except PermissionError as error:
        raise CommandError(f"{file} cannot be read by the user that Hiroba runs as.") from error
    except (*DAMAGED, OSError, KeyError, ValueError, TypeError) as error:
        raise CommandError(f"{file} is no backup of Hiroba: {error}") from error
    if manifest is None or manifest.format != FORMAT:
        raise CommandError(f"{file} is a backup that this version of Hiroba cannot read.")
    if manifest.engine != connection.vendor:
        raise CommandError(
            f"{file} holds a database of {manifest.engine}, and DATABASE_URL names one of "
            f"{connection.vendor}."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise CommandError(
            f"{file} was made by a newer Hiroba, which knows {newer[-1]}. Install that one first."
        )
    return manifest


def unpack(file: Path, folder: Path) -> tuple[Path, Path]:
    """Unpack a backup into the folder; return the database's copy and the folder of files.

    Raises CommandError when the file does not go on to its end, or there is no room for it.
    """
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                _unpack(archive, member, folder.resolve())
            _read_to_its_end(archive)
    except DAMAGED as error:
        raise CommandError(f"{file} is damaged: {error} Nothing was changed.") from error
    except OSError as error:
        raise CommandError(f"{file} cannot be unpacked: {error}. Nothing was changed.") from error
    if not (folder / DATABASE).is_file():
        raise CommandError(f"{file} is damaged: no database is in it. Nothing was changed.")
    return folder / DATABASE, folder / MEDIA


def _read_to_its_end(archive: tarfile.TarFile) -> None:
    """What was unpacked is known to be whole once the sum behind all of it has been read."""
    while archive.fileobj.read(READ_BYTES):
        pass


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Only plain files, and only into the folder: a backup may have been through other hands."""
    place = (folder / member.name).resolve()
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or not place.is_relative_to(folder):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with content, place.open("wb") as target:
        shutil.copyfileobj(content, target)


def forget_old(folder: Path, keep: int) -> list[Path]:
    """Remove all backups but the newest ones, and return those that went."""
    old = sorted(folder.glob(PATTERN))[:-keep]
    for file in old:
        file.unlink()
    return old


def _migrations() -> list[str]:
    applied = MigrationLoader(connection).applied_migrations
    return sorted(f"{app}.{name}" for app, name in applied)
