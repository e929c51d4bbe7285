"""With whose authority something was done to a room, a message or a person."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Authority(models.TextChoices):
    """Who may undo it: the room's moderators too, or only those of the whole place."""

    ROOM = "room", _("the room")
    PLACE = "place", _("the whole place")


def authority_field(name: Any) -> "models.CharField[str, str]":
    """Return the field that records the authority behind a row, or behind one field of it."""
    return models.CharField(
        name, max_length=8, choices=Authority.choices, default=Authority.ROOM, editable=False
    )
