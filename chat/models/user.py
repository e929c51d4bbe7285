"""A person who signs in."""

import unicodedata
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

USERNAME_MAX_CHARS = 64
NAME_MAX_CHARS = 80
STATUS_MAX_CHARS = 100
STATUS_EMOJI_MAX_CHARS = 32
HUES = 10

# Letters of any script, and the marks that RFC 2812 §2.3.1 allows in a nickname, so that people
# who come from IRC keep their names.
USERNAME_VALIDATORS = [
    RegexValidator(
        r"^[\w.+\-\[\]\\`^{|}]+\Z",
        _("Use letters, digits and . _ - + only, without spaces."),
    )
]


class UserManager(DjangoUserManager["User"]):
    """Finds people by username as people type it: without regard to case or width."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this username. Raises User.DoesNotExist."""
        return self.get(username__iexact=self.model.normalize_username(username or ""))

    def able_to_sign_in(self) -> models.QuerySet["User"]:
        """People with a password, and administrators whatever they sign in with.

        The authors of an imported log have none: whoever imports first can still set this up.
        """
        has_password = ~models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.filter(has_password | models.Q(is_superuser=True))

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an administrator, for `manage.py createsuperuser`."""
        fields.setdefault("name", username)
        return super().create_superuser(username, email, password, **fields)


class User(AbstractUser):
    """A person: `username` is typed and unique, `name` is what others read."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    username = models.CharField(
        _("username"),
        max_length=USERNAME_MAX_CHARS,
        unique=True,
        validators=USERNAME_VALIDATORS,
        error_messages={"unique": _("This username is taken.")},
    )
    name = models.CharField(_("display name"), max_length=NAME_MAX_CHARS, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, blank=True, default=""
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    hue = models.PositiveSmallIntegerField(_("colour"), null=True, blank=True)
    status_emoji = models.CharField(
        _("status emoji"), max_length=STATUS_EMOJI_MAX_CHARS, blank=True, default=""
    )
    status_text = models.CharField(_("status"), max_length=STATUS_MAX_CHARS, blank=True, default="")
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True, editable=False)
    muted_until = models.DateTimeField(_("muted until"), null=True, editable=False)
    changed_seq = models.BigIntegerField(_("last change"), default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["changed_seq"], name="people_by_change")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_unique_in_any_case",
                violation_error_message=_("This username is taken."),
            )
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The display name, or the username of a person who has set none."""
        if self.is_gone:
            return str(_("Deleted account"))
        return self.name or self.username

    @property
    def is_gone(self) -> bool:
        """Whether the person has deleted their account; what they said stays."""
        return self.deleted_at is not None

    @property
    def shown_hue(self) -> int:
        """The colour of the person's initials, chosen or given, from 0 to 9."""
        return (self.pk or 0) % HUES if self.hue is None else self.hue

    def facts(self) -> dict[str, Any]:
        """Return what every client is told of this person; the same for whoever reads it."""
        return {
            "id": self.pk,
            "username": self.username,
            "name": "" if self.is_gone else self.shown_name,
            "hue": self.shown_hue,
            "gone": self.is_gone,
        }

    def profile(self) -> dict[str, Any]:
        """Return the person's facts with their status."""
        status = {"status_emoji": self.status_emoji, "status_text": self.status_text}
        return self.facts() | status

    def get_full_name(self) -> str:
        """Return the shown name, which is what Django's own pages ask for."""
        return self.shown_name

    def get_short_name(self) -> str:
        """Return the shown name."""
        return self.shown_name

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Return the username in NFKC, so that full-width and half-width are the same person."""
        return unicodedata.normalize("NFKC", username)
