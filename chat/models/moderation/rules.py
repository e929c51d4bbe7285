"""The rules for everybody who writes, set by administrators and moderators."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.messages.message import Message
from chat.models.people.user import User
from chat.models.rooms.room import Room
from chat.text.matching import plain

FILTERS_MAX = 1_000
PATTERN_MAX_CHARS = 200


class RuleBook(models.Model):
    """The one row of rules. `version` changes with every rule or filter.

    It is random, not a counter: a rolled-back number must not return with other rules.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    version = models.BigIntegerField(_("version"), default=0, editable=False)
    newcomer_days = models.PositiveSmallIntegerField(
        _("days that somebody is new"),
        default=0,
        help_text=_("The limits below hold for accounts that are younger. 0: for nobody."),
    )
    newcomer_may_link = models.BooleanField(_("new people may post links"), default=True)
    newcomer_per_minute = models.PositiveSmallIntegerField(
        _("messages per minute of new people"), default=0, help_text=_("0: no limit of their own.")
    )
    contact = models.CharField(
        _("whom to ask"),
        max_length=200,
        blank=True,
        help_text=_("Shown to whoever is muted or banned: an address, or a person's name."),
    )
    staff_may_look = models.BooleanField(
        _("administrators may read private conversations at the desk"),
        default=False,
        help_text=_("Around what was reported there. Every look is written into the audit log."),
    )

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_rule_book")]

    def __str__(self) -> str:
        return str(_("Rules"))

    @classmethod
    def current(cls) -> "RuleBook":
        """Return the rules that hold now."""
        return cls.objects.first() or cls()


class Filter(models.Model):
    """A pattern that is looked for in every message."""

    class Kind(models.TextChoices):
        """What the pattern is compared with."""

        WORD = "word", _("words")
        LINK = "link", _("links to this host")

    class Action(models.TextChoices):
        """What happens to a text in which it is found."""

        BLOCK = "block", _("block it")
        HOLD = "hold", _("hold it for review")
        FLAG = "flag", _("post it and open a case")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.WORD)
    pattern = models.CharField(
        _("pattern"),
        max_length=PATTERN_MAX_CHARS,
        help_text=_(
            "Case and width do not matter. * stands for any characters in a word, or for any host."
        ),
    )
    action = models.CharField(
        _("what to do"), max_length=8, choices=Action.choices, default=Action.FLAG
    )
    newcomers_only = models.BooleanField(_("for new people only"), default=False)
    is_on = models.BooleanField(_("switched on"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("filter")
        verbose_name_plural = _("filters")
        constraints = [models.UniqueConstraint(fields=["kind", "pattern"], name="filter_once")]

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        """Refuse an empty pattern, and more filters than can be compared quickly."""
        if not plain(self.pattern).strip():
            raise ValidationError({"pattern": _("There is nothing to look for in this.")})
        if self._state.adding and Filter.objects.count() >= FILTERS_MAX:
            text = _("There may be %(count)d filters; take some away first.")
            raise ValidationError(text, params={"count": FILTERS_MAX})


class HeldMessage(models.Model):
    """A message that a moderator has to approve before it is posted."""

    class Decision(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting")
        POSTED = "posted", _("posted")
        REJECTED = "rejected", _("rejected")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="held")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="held")
    nonce = models.UUIDField(_("nonce"))
    body = models.TextField(_("text"))
    reply_to = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    filter = models.ForeignKey(
        Filter, on_delete=models.SET_NULL, null=True, verbose_name=_("filter"), related_name="+"
    )
    # Whom its @here mentions: people who were present when it was written.
    here = models.JSONField(_("people who were present"), default=list, blank=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    decision = models.CharField(
        _("decision"), max_length=16, choices=Decision.choices, default=Decision.WAITING
    )

    class Meta:
        verbose_name = _("held message")
        verbose_name_plural = _("held messages")
        constraints = [
            models.UniqueConstraint(fields=["room", "author", "nonce"], name="held_once")
        ]

    def __str__(self) -> str:
        return f"{self.author_id}: {self.nonce}"
