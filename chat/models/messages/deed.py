"""Acts on messages that were processed, by nonce, so that no act is done twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.messages.message import Message
from chat.models.rooms.room import Room


class Deed(models.Model):
    """One processed act on a message. A late copy of it must not undo later acts.

    `message` and `seq`: the answer, which is given again to a copy; `digest` tells another act
    under the same nonce apart. Older rows have none of these.
    """

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="+", verbose_name=_("room")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("author"),
    )
    nonce = models.UUIDField(_("nonce"))
    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("message"),
    )
    seq = models.BigIntegerField(_("last change"), default=0)
    digest = models.CharField(_("digest"), max_length=32, default="")

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        constraints = [
            models.UniqueConstraint(fields=["room", "author", "nonce"], name="deed_once")
        ]

    def __str__(self) -> str:
        return str(self.nonce)
