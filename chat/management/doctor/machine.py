"""The machine: room on the disk, open files, the clock, and the last backup."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from chat import last_backup
from chat.management.doctor.findings import Finding, doubtful, well, wrong

GIB = 1024**3
FREE_GIB = 1
FREE_SHARE = 0.1
OPEN_FILES = 4096
BACKUP_HOURS_MAX = 25
BACK_UP = "hiroba backup /var/backups/hiroba"


def examine() -> Iterator[Finding]:
    """Look at the machine that this runs on."""
    yield disk("Disk", Path(settings.VAR_DIR))
    yield _open_files()
    yield from _time()


def disk(whose: str, folder: Path) -> Finding:
    """Return whether there is room where the folder is."""
    usage = shutil.disk_usage(folder)
    what = f"{whose}: {usage.free / GIB:.1f} GiB are free where {folder} is"
    if usage.free < FREE_GIB * GIB:
        return wrong(what, "Make room: messages cannot be stored on a full disk.")
    if usage.free < usage.total * FREE_SHARE:
        return doubtful(f"{what}, less than a tenth", "Make room before it is full.")
    return well(what)


def _open_files() -> Finding:
    """Its own limit is the shell's: a service has that of its unit."""
    limit, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    what = f"Open files: a process started here may have {limit}"
    if limit >= OPEN_FILES:
        return well(what)
    return doubtful(
        what, "Each socket is one. hiroba@.service sets LimitNOFILE; elsewhere: ulimit -n 65536"
    )


def _time() -> Iterator[Finding]:
    """The kernel's own word, which timesyncd and ntpd give it, and chrony if `rtcsync` is set."""
    if not shutil.which("timedatectl"):
        return
    if _said("systemd-detect-virt", "--container") not in ("", "none"):
        yield well("Clock: is the host's of this container, which has to keep it")
        return
    said = _said("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if said == "yes":
        yield well("Clock: is kept by the network")
    elif said == "no":
        yield doubtful(
            "Clock: nobody keeps it",
            "apt install systemd-timesyncd, or set rtcsync in chrony.conf; look again in a minute.",
        )


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def examine_backups() -> Iterator[Finding]:
    """Check when `manage.py backup` last made a backup, and whether it still exists."""
    age, place = last_backup.age_seconds(), last_backup.find()
    if age is None or place is None:
        yield doubtful("Backup: none has been made from here", BACK_UP)
        return
    hours = age / 3600
    what = f"Backup: the last one is {hours:.0f} hours old"
    if hours > BACKUP_HOURS_MAX:
        yield wrong(what, "systemctl status hiroba-housekeeping.timer hiroba-housekeeping")
    elif not place.is_file():
        yield doubtful(f"{what}, and {place} is gone", "Look where it is kept, or make another.")
    else:
        yield well(what)
