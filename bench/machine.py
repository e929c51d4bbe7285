"""What the figures were measured on."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path


def facts() -> dict[str, str]:
    """Return the machine, its system and the day."""
    return {
        "processor": f"{os.cpu_count()} cores of {_value('/proc/cpuinfo', 'model name', ':')}",
        "memory": f"{int(_value('/proc/meminfo', 'MemTotal', ':').split()[0]) / 2**20:.0f} GiB",
        "system": f"{_value('/etc/os-release', 'PRETTY_NAME', '=')}, Linux {platform.release()}",
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    }


def _value(file: str, name: str, separator: str) -> str:
    """The value of the first line of this name."""
    for line in Path(file).read_text().splitlines():
        key, _separator, value = line.partition(separator)
        if key.strip() == name:
            return value.strip(' "')
    return "unknown"
