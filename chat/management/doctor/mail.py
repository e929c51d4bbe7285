"""The mail server: does it answer, and take our name and password?"""

from collections.abc import Iterator
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection

from chat.management.doctor.findings import Finding, well, wrong

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def examine() -> Iterator[Finding]:
    """Look at it, if there is one; without any, the settings' checks say so. Sends nothing."""
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
