"""The virtual environment `.venv`, made and filled when a lock file has changed."""

import hashlib
import subprocess
import sys
from pathlib import Path

from scripts.paths import PYTHON, ROOT, VENV

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"  # holds everything that the other one holds
BENCHMARK = "bench/requirements.txt"


def ensure_runtime() -> None:
    """Install what Hiroba runs on, unless that is done."""
    if not _is_installed(RUNTIME):
        _install(RUNTIME)


def ensure_development() -> None:
    """Install what Hiroba is developed and tested with, unless that is done."""
    if not _is_installed(DEVELOPMENT) or not _is_installed(RUNTIME):
        _install(DEVELOPMENT)
        _stamp(RUNTIME).write_text(_digest(RUNTIME))


def ensure_benchmark() -> None:
    """Install what the load generator stands on, beside all the rest."""
    ensure_development()
    if not _is_installed(BENCHMARK):
        _install(BENCHMARK)


def _is_installed(lock: str) -> bool:
    stamp = _stamp(lock)
    return _works() and stamp.is_file() and stamp.read_text() == _digest(lock)


def _works() -> bool:
    """A venv whose Python was upgraded or removed looks whole, but has no packages."""
    if not PYTHON.is_file():
        return False
    return subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0


def _install(lock: str) -> None:
    if not _works():
        print(f"Making {VENV.name} with Python {sys.version.split()[0]} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    print(f"Installing {lock} …", flush=True)
    options = ("--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement")
    if subprocess.run((PYTHON, "-m", "pip", "install", *options, ROOT / lock)).returncode:
        sys.exit(f"pip could not install {lock}. What it says stands above; run this again.")
    _stamp(lock).write_text(_digest(lock))


def _stamp(lock: str) -> Path:
    return VENV / f"{lock.replace('/', '-')}.sha256"


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
