"""The link by which whoever installed Hiroba makes the first administrator."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SET_UP_HOURS = 24


class SetUpLink(models.Model):
    """The one row of a link that was printed; only the SHA-256 of its secret is kept."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    token_hash = models.CharField(_("hash of the token"), max_length=64)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("set-up link")
        verbose_name_plural = _("set-up links")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_set_up_link")]

    def __str__(self) -> str:
        return str(self.created_at)

    def is_valid(self) -> bool:
        """Whether it has not expired."""
        return self.created_at > timezone.now() - timedelta(hours=SET_UP_HOURS)
