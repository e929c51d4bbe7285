"""The programs that are needed besides Python: looked for, and on Debian installed as root."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.services import nginx_program, postgres_program

GORILLA = Path("/usr/share/gocode/src/github.com/gorilla/websocket")
SHELL = "chromium-headless-shell"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Program:
    """One need: whether it is met, and the packages that meet it."""

    is_there: Callable[[], bool]
    debian: str
    homebrew: str


def for_tests() -> list[Program]:
    """Return everything that the whole suite needs."""
    return [
        Program(has("redis-server"), "redis-server", "redis"),
        Program(has_postgres, "postgresql", "postgresql"),
        Program(has_nginx, "nginx", "nginx"),
        Program(has("openssl"), "openssl", "openssl"),
        Program(has_browser, SHELL, "--cask google-chrome"),
        Program(has_japanese_font, "fonts-noto-cjk", "font-noto-sans-cjk"),
        Program(has("msgfmt"), "gettext", "gettext"),
        Program(has("node"), "nodejs", "node"),
        Program(has("promtool"), "prometheus", "prometheus"),
    ]


def for_benchmark() -> list[Program]:
    """Return what the compared servers need."""
    return [
        Program(has("go"), "golang", "go"),
        Program(GORILLA.is_dir, "golang-github-gorilla-websocket-dev", ""),
        Program(has("node"), "nodejs", "node"),
        Program(has("npm"), "npm", "npm"),
        Program(has("redis-server"), "redis-server", "redis"),
        Program(has_postgres, "postgresql", "postgresql"),
    ]


def ensure(needed: list[Program]) -> None:
    """Install what is missing, or exit with the line that a person can run to do it."""
    missing = [program for program in needed if not program.is_there()]
    if not missing:
        return
    if may_install():
        _install([program.debian for program in missing])
    still = [program for program in missing if not program.is_there()]
    if still:
        sys.exit(f"Programs that this needs are missing. Install them with:\n    {line(still)}")


def line(missing: list[Program]) -> str:
    """Return the command that installs what is missing."""
    if sys.platform == "darwin":
        return " && ".join(f"brew install {program.homebrew}" for program in missing)
    return f"sudo apt install {' '.join(program.debian for program in missing)}"


def has(*names: str) -> Callable[[], bool]:
    """Return a question: is one of these programs on PATH?"""
    return lambda: any(map(shutil.which, names))


def may_install() -> bool:
    """Return whether this is Debian's root."""
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


def has_browser() -> bool:
    """Return whether the quickest of them is there or, where nobody installs it, any."""
    return has(SHELL)() or (not may_install() and has(*BROWSERS)())


def has_postgres() -> bool:
    """Return whether PostgreSQL's server is installed."""
    try:
        postgres_program("initdb")
    except FileNotFoundError:
        return False
    return True


def has_nginx() -> bool:
    """Return whether nginx is installed."""
    try:
        nginx_program()
    except FileNotFoundError:
        return False
    return True


def has_japanese_font() -> bool:
    """Return whether Japanese can be shown; macOS brings such fonts along."""
    fonts = Path("/usr/share/fonts")
    return sys.platform == "darwin" or any(fonts.rglob("*CJK*"))


def _install(packages: list[str]) -> None:
    print(f"Installing {' '.join(packages)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(("apt-get", "update", "--quiet=2"), env=quiet)
    install = ("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends")
    subprocess.run((*install, *packages), env=quiet)
