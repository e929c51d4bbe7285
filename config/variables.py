"""Environment variables and the file that they may stand in; each mistake names its setting."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
NOTSET = environ.Env.NOTSET
ENGINES = ("django.db.backends.postgresql", "django.db.backends.sqlite3")
LINE = re.compile(r"(?:export )?(\w+)=.*")


class Variables(environ.Env):
    """What the environment says. Raises ImproperlyConfigured, which names the variable."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()
        self.in_file: set[str] = set()

    @property
    def unknown(self) -> list[str]:
        """The names in the file that nobody has asked for."""
        return sorted(self.in_file - self.asked)

    def read_file(self, given: str, usual: Path) -> Path:
        """Read the file that is given, or the usual one if there is one; return which it was.

        What the environment says already goes first.
        """
        file = Path(given or usual)
        if given or usual.exists():
            lines = list(_settings_in(file))
            self.in_file = {found[1] for found in lines}
            self.read_env(StringIO("\n".join(found[0] for found in lines)))
        return file

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """Return the value as its type has it."""
        self.asked.add(var)
        return _named(var, lambda: super(Variables, self).get_value(var, *args, **kwargs))

    def bool(self, var: str, default: Any = NOTSET) -> Any:
        """Return whether it is on; only words that say so count as on or off."""
        return self.get_value(var, cast=_is_on, default=default)

    def int(self, var: str, default: Any = NOTSET, least: int = 1, most: int = 2**31) -> Any:
        """Return a whole number within these bounds."""
        return self.get_value(var, cast=lambda text: _whole(text, least, most), default=default)

    def float(self, var: str, default: Any = NOTSET) -> Any:
        """Return a number above 0."""
        return self.get_value(var, cast=_above_nothing, default=default)

    def db_url(self, var: str, default: Any = NOTSET, **options: Any) -> Any:
        """Return Django's description of a database of the two kinds that we serve."""
        return _named(var, lambda: _ours(super(Variables, self).db_url(var, default, **options)))

    def email_url(self, var: str, default: Any = NOTSET, **options: Any) -> Any:
        """Return Django's settings of mail."""
        return _named(var, lambda: super(Variables, self).email_url(var, default, **options))


class Misread(ValueError):
    """The text says what it must be."""


def _named(var: str, ask: Callable[[], Any]) -> Any:
    """The value itself is not told: it may hold a password."""
    try:
        return ask()
    except Misread as error:
        raise ImproperlyConfigured(f"{var} must be {error}.") from error
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured(
            str(error) if var in str(error) else f"{var}: {error}"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{var} cannot be understood: see docs/settings.md.") from error


def _ours(database: dict[str, Any]) -> dict[str, Any]:
    if database.get("ENGINE") not in ENGINES:
        raise Misread("a URL that begins with postgres:// or sqlite:///")
    return database


def _is_on(text: str) -> bool:
    word = text.strip().lower()
    if word not in (*TRUE, *FALSE):
        raise Misread("on or off")
    return word in TRUE


def _whole(text: str, least: int, most: int) -> int:
    if not text.strip().isdecimal() or not least <= int(text) <= most:
        raise Misread(f"a whole number from {least} to {most}")
    return int(text)


def _above_nothing(text: str) -> float:
    with suppress(ValueError):
        if isfinite(number := float(text)) and number > 0:
            return number
    raise Misread("a number above 0")


def _text_of(file: Path) -> str:
    """An environment without its file would be a development run on a database of its own."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ImproperlyConfigured(f"ENV_FILE {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"ENV_FILE {file} is not in UTF-8.") from error


def _settings_in(file: Path) -> Iterator[re.Match[str]]:
    for number, line in enumerate(_text_of(file).splitlines(), 1):
        if found := LINE.fullmatch(line):
            yield found
        elif line.strip() and not line.lstrip().startswith("#"):
            raise ImproperlyConfigured(f"ENV_FILE {file}, line {number} is not NAME=value.")
