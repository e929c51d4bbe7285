"""The last number of each room and of the log of people, and the database's epoch."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.rooms.room import Room


class RoomHead(models.Model):
    """The last number a room gave out.

    A narrow table of its own: saving a Room must never rewind it. The lock on its row, kept until
    commit, makes the order of numbers the order of commits.
    """

    room = models.OneToOneField(
        Room, on_delete=models.CASCADE, primary_key=True, related_name="head"
    )
    seq = models.BigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("room head")
        verbose_name_plural = _("room heads")

    def __str__(self) -> str:
        return f"{self.room_id}: {self.seq}"


class PeopleHead(models.Model):
    """The one row that numbers what changes about people: names, colours, statuses.

    The same idea as a room's head: the lock on it makes the order of numbers that of commits.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    seq = models.BigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("head of the people")
        verbose_name_plural = _("heads of the people")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_people_head")]

    def __str__(self) -> str:
        return str(self.seq)


class Epoch(models.Model):
    """The one row that names this database; a restored database takes a new name.

    A client's cursor is (epoch, seq): a number from another epoch means nothing here.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    value = models.UUIDField(_("epoch"), default=uuid.uuid4)

    class Meta:
        verbose_name = _("epoch")
        verbose_name_plural = _("epochs")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_epoch")]

    def __str__(self) -> str:
        return str(self.value)
