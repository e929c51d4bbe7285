"""What the administrator has decided for the whole place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteSettings(models.Model):
    """The one row of choices that are made in the admin."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of this place"), max_length=80, default="Hiroba")
    open_sign_up = models.BooleanField(
        _("anybody may sign up"),
        default=False,
        help_text=_("Otherwise people need an invitation link."),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_site")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "SiteSettings":
        """Return the choices that hold now; the defaults when nothing was ever chosen."""
        return cls.objects.first() or cls()
