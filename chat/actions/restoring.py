"""After an older state of the database was put back: what clients hold may not fit it any more."""

from uuid import UUID, uuid4

from django.db import transaction

from chat.actions.people.sessions import end_all
from chat.models import Epoch


def rotate_epoch() -> UUID:
    """Give the database a new name and return it: every client drops what it holds.

    For a place whose servers do not run: they keep heads of before in memory.
    """
    return Epoch.objects.update_or_create(pk=1, defaults={"value": uuid4()})[0].value


def begin_anew() -> None:
    """Make everybody's pages load afresh, and everybody sign in again.

    Sessions that were ended since would let in again whoever has their cookie.
    """
    with transaction.atomic():
        rotate_epoch()
        end_all()
