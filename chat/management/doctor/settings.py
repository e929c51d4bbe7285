"""The settings, by Django's system checks and Hiroba's; the data folder; the mail server."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.mail import get_connection

from chat.management.doctor.findings import Finding, doubtful, judged, well, wrong

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def examine() -> Iterator[Finding]:
    """Look at the settings."""
    found = run_checks(include_deployment_checks=True)
    messages = [message for message in found if not message.is_silenced()]
    for message in messages:
        find = wrong if message.level >= ERROR else doubtful
        what = " ".join(message.msg.split())
        yield find(f"Settings: {what} ({message.id})", message.hint or "See docs/settings.md.")
    if not messages:
        yield well("Settings: no check has anything to say")
    yield from _data_folder(Path(settings.VAR_DIR))
    yield from _secrets(Path(settings.ENV_FILE))
    if not settings.DEBUG:
        yield _hosts()
        yield _static_files(Path(settings.STATIC_ROOT))


def _data_folder(folder: Path) -> Iterator[Finding]:
    yield judged(
        os.access(folder, os.W_OK),
        f"Data folder {folder} can be written",
        f"Give it to the user that Hiroba runs as: chown -R hiroba {folder}",
    )
    if stat.S_IMODE(folder.stat().st_mode) & stat.S_IRWXO:
        yield doubtful(f"Data folder {folder} is open to everybody", f"chmod o= {folder}")


def _secrets(file: Path) -> Iterator[Finding]:
    if file.is_file():
        yield judged(
            not stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO,
            f"{file}, which holds secrets, is closed to others",
            f"chmod o= {file}; if others use this machine, change SECRET_KEY, too.",
        )


def _hosts() -> Finding:
    return judged(
        bool(settings.ALLOWED_HOSTS),
        f"ALLOWED_HOSTS: people come to {', '.join(settings.ALLOWED_HOSTS) or 'no name at all'}",
        "Name the host that people type, such as chat.example.org.",
    )


def _static_files(folder: Path) -> Finding:
    manifest = folder / "staticfiles.json"
    remedy = "Collect them: manage.py collectstatic"
    if not manifest.is_file():
        return wrong(f"Static files are not in {folder}", remedy)
    newest = max(file.stat().st_mtime for file in Path(settings.BASE_DIR, "static").rglob("*"))
    return judged(
        manifest.stat().st_mtime >= newest, "Static files are collected and up to date", remedy
    )


def examine_mail() -> Iterator[Finding]:
    """Check that the mail server, if there is one, accepts our login. Sends nothing."""
    if settings.EMAIL_BACKEND != SMTP:
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    server = get_connection()
    try:
        server.open()
    except (OSError, SMTPException) as error:
        yield wrong(f"Mail: {place}: {error}", "Start the mail server, or correct EMAIL_URL.")
    else:
        yield well(f"Mail: {place} takes it")
    finally:
        server.close()
