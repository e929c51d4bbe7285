"""The site settings, and the set-up link of a new site."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.rooms.room import Room

SITE_NAME_MAX_CHARS = 80
MAINTENANCE_MAX_CHARS = 200


class SiteSettings(models.Model):
    """The one row of settings that an administrator chooses."""

    class SignUp(models.TextChoices):
        """Who may make an account."""

        INVITATION = "invitation", _("people with an invitation link")
        OPEN = "open", _("anybody")
        CLOSED = "closed", _("nobody")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(
        _("name of this place"), max_length=SITE_NAME_MAX_CHARS, default="Hiroba"
    )
    sign_up = models.CharField(
        _("who may sign up"), max_length=16, choices=SignUp.choices, default=SignUp.INVITATION
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=settings.LANGUAGES,
        blank=True,
        default="",
        help_text=_("For whoever has chosen none, and whose browser asks for none that is here."),
    )
    default_rooms = models.ManyToManyField(
        Room,
        blank=True,
        limit_choices_to={"kind": Room.Kind.PUBLIC, "archived_at": None},
        verbose_name=_("first rooms"),
        help_text=_("New people join these."),
    )
    maintenance = models.CharField(
        _("maintenance"),
        max_length=MAINTENANCE_MAX_CHARS,
        blank=True,
        default="",
        db_default="",
        help_text=_("While a sentence stands here, people read it, and nobody can write."),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_site")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "SiteSettings":
        """Return the current settings; the defaults when none are stored."""
        return cls.objects.first() or cls()


SET_UP_HOURS = 24


class SetUpLink(models.Model):
    """The one row of the printed set-up link; only the SHA-256 of its secret is stored."""

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
