"""The last backup: was there one, how long ago, and is it still where it was put?"""

from collections.abc import Iterator

from chat import last_backup
from chat.management.doctor.findings import Finding, doubtful, well, wrong

HOURS_MAX = 25
BACK_UP = "hiroba backup /var/backups/hiroba"


def examine() -> Iterator[Finding]:
    """Look at what `manage.py backup` has noted."""
    age, place = last_backup.age_seconds(), last_backup.find()
    if age is None or place is None:
        yield doubtful("Backup: none has been made from here", BACK_UP)
        return
    hours = age / 3600
    what = f"Backup: the last one is {hours:.0f} hours old"
    if hours > HOURS_MAX:
        yield wrong(what, "systemctl status hiroba-housekeeping.timer hiroba-housekeeping")
    elif not place.is_file():
        yield doubtful(f"{what}, and {place} is gone", "Look where it is kept, or make another.")
    else:
        yield well(what)
