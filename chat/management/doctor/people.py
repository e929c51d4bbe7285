"""The people: can anybody sign in, and does each address belong to one account?"""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.db import DatabaseError
from django.db.models import Count

from chat.management.doctor.findings import Finding, doubtful, well
from chat.models import User


def examine() -> Iterator[Finding]:
    """Look at the accounts; a database that is away or out of date is told of elsewhere."""
    try:
        yield from (_founded(), _addresses())
    except DatabaseError:
        return


def _founded() -> Finding:
    if User.objects.able_to_sign_in().exists():
        return well("People: this place is set up")
    return doubtful(
        "People: nobody can sign in yet",
        "Print the link that makes the first: manage.py setup_link",
    )


def _addresses() -> Finding:
    shared = EmailAddress.objects.values("email").alias(accounts=Count("user", distinct=True))
    number = shared.filter(accounts__gt=1).count()
    if not number:
        return well("People: each e-mail address stands at one account")
    return doubtful(
        f"People: {number} e-mail addresses stand at several accounts",
        "Nothing to do: each belongs to whoever confirms it, and until then to its first account.",
    )
