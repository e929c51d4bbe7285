"""By what right something was laid on a room, a message or a person."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Authority(models.TextChoices):
    """Whose it is to take back: the room's own keepers', or only those of the whole place."""

    ROOM = "room", _("the room")
    PLACE = "place", _("the whole place")


def authority_field(name: Any) -> "models.CharField[str, str]":
    """Return the field that keeps by what right a row, or one field of it, was laid."""
    return models.CharField(
        name, max_length=8, choices=Authority.choices, default=Authority.ROOM, editable=False
    )
