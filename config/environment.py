"""The data folder, the secret key and other settings, checked as they are read."""

import os
import secrets
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
LOOPBACK_ADDRESSES = ("127.0.0.1", "localhost", "::1")
SECRET_KEY_MIN_CHARS = 32


def data_folder(path: Path) -> Path:
    """Return the data folder, made readable by its owner only when it is new."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True)
    return path


def secret_key(given: str, folder: Path, *, development: bool) -> str:
    """Return the given key; in development, one that is generated once and stored in the folder.

    Raises ImproperlyConfigured when production gives no key, or one that can be guessed.
    """
    if given and (development or len(given) >= SECRET_KEY_MIN_CHARS):
        return given
    if not development:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be set to {SECRET_KEY_MIN_CHARS} or more random characters "
            "when DEBUG is off."
        )
    return _stored_key(folder / "secret_key")


def _stored_key(file: Path) -> str:
    if not file.exists():
        _make_key(file)
    return file.read_text().strip()


def _make_key(file: Path) -> None:
    """Of two processes starting at once, the first to link its file wins; none is half written."""
    own = file.with_suffix(f".{os.getpid()}")
    own.touch(mode=0o600)
    own.write_text(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(own, file)
    own.unlink()


def check_development_reach(hosts: list[str], bind_address: str) -> None:
    """Refuse a development server that other machines could reach: its error pages reveal secrets.

    Raises ImproperlyConfigured.
    """
    remedy = "Set DEBUG=off and a SECRET_KEY to serve other machines."
    if strangers := sorted(set(hosts) - set(LOOPBACK_NAMES)):
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS names {', '.join(strangers)} while DEBUG is on. {remedy}"
        )
    if bind_address not in LOOPBACK_ADDRESSES:
        raise ImproperlyConfigured(f"BIND_ADDRESS is {bind_address} while DEBUG is on. {remedy}")


def one_of(name: str, given: str, choices: Collection[str]) -> str:
    """Return what is given. Raises ImproperlyConfigured when it is none of the choices."""
    if given not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}.")
    return given


def time_zone(name: str, given: str) -> str:
    """Return what is given. Raises ImproperlyConfigured when there is no such time zone."""
    if given not in available_timezones():
        raise ImproperlyConfigured(f"{name} must be a time zone, such as Asia/Tokyo.")
    return given
