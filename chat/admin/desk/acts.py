"""The acts of the desk: their names, forms, explanations and verbs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import resolving
from chat.admin.desk.forms import ActForm, BanForm, GraveForm, MuteForm, PurgeForm

Verb = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a moderator can do: its key, its form, what it means."""

    name: str
    label: str | Promise
    means: str | Promise
    key: str = ""
    form: type[ActForm] = ActForm

    @property
    def is_grave(self) -> bool:
        """Whether it requires a reason."""
        return issubclass(self.form, GraveForm)

    @property
    def is_dangerous(self) -> bool:
        """Whether it is hard or impossible to undo."""
        return self.name in ("ban", "close", "purge")


ACTS = {
    act.name: act
    for act in (
        Act("dismiss", _("Dismiss"), _("The case is closed. Nothing else happens."), "d"),
        Act(
            "hide",
            _("Hide"),
            _("The text disappears from every page, and can come back. The case is closed."),
            "h",
        ),
        Act("restore", _("Bring back"), _("The text stands again where it stood."), "h"),
        Act(
            "warn",
            _("Warn"),
            _("The person reads your words on their next page."),
            "w",
            GraveForm,
        ),
        Act(
            "mute",
            _("Mute"),
            _("They read on, and write nowhere for that time. They are told why."),
            "m",
            MuteForm,
        ),
        Act("unmute", _("End the mute"), _("They can write again at once."), "m"),
        Act(
            "ban",
            _("Ban"),
            _("The account and all its pages are closed, and they are taken out of their rooms."),
            "b",
            BanForm,
        ),
        Act("unban", _("Lift the ban"), _("They can sign in again, and join rooms anew."), "b"),
        Act(
            "purge",
            _("Purge"),
            _("The text and all that came from it are destroyed. Nobody can bring them back."),
            "p",
            PurgeForm,
        ),
        Act(
            "close",
            _("Deactivate"),
            _("The account is closed until an administrator opens it again."),
            "",
            GraveForm,
        ),
        Act(
            "reopen",
            _("Open the case again"),
            _("It stands among the open cases again. What was done about it stays done."),
            "r",
        ),
    )
}

# Each verb is given the moderator, the case or the person, and the arguments of the act's form.
ABOUT_CASES: dict[str, Verb] = {
    "dismiss": resolving.dismiss,
    "hide": resolving.hide,
    "restore": resolving.restore,
    "warn": resolving.warn,
    "mute": resolving.mute,
    "ban": resolving.ban,
    "purge": resolving.purge,
    "reopen": resolving.reopen,
}
TO_PEOPLE: dict[str, Verb] = {
    "warn": resolving.warn_person,
    "mute": resolving.mute_person,
    "unmute": resolving.unmute_person,
    "ban": resolving.ban_person,
    "unban": resolving.unban_person,
    "close": resolving.close_person,
}
