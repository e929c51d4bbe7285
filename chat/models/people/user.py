"""A person who signs in."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.folds import Folded, FoldedQuerySet, KeepsFolds
from chat.models.people.usernames import (
    USERNAME_MAX_CHARS,
    validate_new_username,
    validate_username,
)
from chat.text.names.folding import lookup_key, normalize

NAME_MAX_CHARS = 80
STATUS_MAX_CHARS = 100
STATUS_EMOJI_MAX_CHARS = 32
HUES = 10

TAKEN = _("This username is taken.")


class UserQuerySet(FoldedQuerySet["User"]):
    """People, found by username as it is typed."""

    def called(self, *usernames: str) -> "UserQuerySet":
        """People with these usernames, in whatever case and width they are typed."""
        folds = {lookup_key(username) for username in usernames} - {""}
        return self.filter(folded_username__in=folds)

    def found_by(self, words: str) -> "UserQuerySet":
        """People whose name or username contains the words."""
        return self.filter(named(words))


def named(words: str, person: str = "") -> models.Q:
    """Return the condition that a name or a username contains the words.

    `person`: the lookup prefix from the queried rows to the person, such as `user__`.
    """
    folded = lookup_key(words.removeprefix("@"))
    return models.Q((f"{person}folded_name__contains", folded)) | models.Q(
        (f"{person}folded_username__contains", folded)
    )


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by username as people type it: without regard to case or width."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this username. Raises User.DoesNotExist."""
        return self.called(username or "").get()

    def able_to_sign_in(self) -> models.QuerySet["User"]:
        """People with a password, and administrators whatever they sign in with.

        The authors of an imported log have none: whoever imports first can still set this up.
        """
        has_password = ~models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.filter(has_password | models.Q(is_superuser=True))

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an administrator, for `manage.py createsuperuser`. Raises ValidationError."""
        validate_new_username(username)
        fields.setdefault("name", username)
        return super().create_superuser(username, email, password, **fields)


class User(KeepsFolds, AbstractUser):
    """A person: `username` is typed and unique, `name` is what others read."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    username = models.CharField(
        _("username"),
        max_length=USERNAME_MAX_CHARS,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": TAKEN},
    )
    folded_username = Folded("username")
    name = models.CharField(_("display name"), max_length=NAME_MAX_CHARS, blank=True)
    folded_name = Folded("name")
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
                fields=["folded_username"],
                # Empty while an older release, which lacks this column, serves beside this one.
                condition=~models.Q(folded_username=""),
                name="username_unique_folded",
                violation_error_message=TAKEN,
            )
        ]

    def __str__(self) -> str:
        return self.shown_name

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Raise ValidationError, at the username, for one that somebody else has."""
        super().validate_unique(exclude)
        others = User.objects.called(self.username).exclude(pk=self.pk)
        if "username" not in (exclude or ()) and others.exists():
            raise ValidationError({"username": TAKEN})

    @property
    def shown_name(self) -> str:
        """The display name, or the username of a person who has set none."""
        if self.is_gone:
            return str(_("Deleted account"))
        return self.name or self.username

    @property
    def handle(self) -> str:
        """@username, which tells people of the same name apart; empty for deleted accounts."""
        return "" if self.is_gone else f"@{self.username}"

    @property
    def is_gone(self) -> bool:
        """Whether the person has deleted their account; what they said stays."""
        return self.deleted_at is not None

    @property
    def shown_hue(self) -> int:
        """The colour of the person's initials, chosen or given, from 0 to 9."""
        return (self.pk or 0) % HUES if self.hue is None else self.hue

    def facts(self) -> dict[str, Any]:
        """Return the facts that every client gets, whoever reads them."""
        return {
            "id": self.pk,
            "username": self.username,
            "name": "" if self.is_gone else self.shown_name,
            "hue": self.shown_hue,
            "gone": self.is_gone,
        }

    def profile(self) -> dict[str, Any]:
        """Return the person's facts with their status, and whether nobody uses the account now."""
        status = {"status_emoji": self.status_emoji, "status_text": self.status_text}
        return self.facts() | status | {"closed": not self.is_active}

    def get_full_name(self) -> str:
        """Return the shown name, which is what Django's own pages ask for."""
        return self.shown_name

    def get_short_name(self) -> str:
        """Return the shown name."""
        return self.shown_name

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Return the username in one width, without what does not show."""
        return normalize(username)
