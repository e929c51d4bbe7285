"""The forms that make and change rooms: what a room is, who gets in, and how links end."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from chat.actions.rooms.direct import PEOPLE_MAX
from chat.actions.rooms.memberships import ADDED_AT_ONCE_MAX
from chat.models import Membership, Room
from chat.models.rooms.room import DESCRIPTION_MAX_CHARS, ROOM_NAME_MAX_CHARS
from chat.web.shell.fields import LineField, PeopleField, PersonField

KINDS = [
    (Room.Kind.PUBLIC, _("Public: everybody here can find it, read it and join it")),
    (Room.Kind.PRIVATE, _("Private: only those who are invited know that it exists")),
]
HISTORIES = [
    (Room.History.ALL, _("New members see everything that was written before")),
    (Room.History.SINCE_JOINING, _("New members see only what is written after they join")),
]
ROLES = [(Membership.Role.MODERATOR, ""), (Membership.Role.MEMBER, "")]
NEVER, WITHOUT_LIMIT = "never", "unlimited"
LASTING_DAYS = sorted({1, settings.INVITATION_DAYS, 30})
USES = (1, 5, 25)


class LabelForm(forms.Form):
    """What a room is called and what it is about."""

    name = LineField(label=_("Name"), max_length=ROOM_NAME_MAX_CHARS)
    description = LineField(
        label=_("What it is about (optional)"), max_length=DESCRIPTION_MAX_CHARS, required=False
    )


class RoomForm(LabelForm):
    """A new room."""

    kind = forms.ChoiceField(
        label=_("Who gets in"), choices=KINDS, widget=forms.RadioSelect, initial=Room.Kind.PUBLIC
    )
    history = forms.ChoiceField(
        label=_("History of a private room"),
        choices=HISTORIES,
        widget=forms.RadioSelect,
        initial=Room.History.ALL,
    )


class HistoryChoiceForm(forms.Form):
    """What those who join a private room see of the time before."""

    history = forms.ChoiceField(
        label=_("What new members see"), choices=HISTORIES, widget=forms.RadioSelect
    )


class AddPeopleForm(forms.Form):
    """Whom to bring into the room."""

    people = PeopleField(
        label=_("Usernames"),
        help_text=_("Put a space between several: hana @ken"),
        most=ADDED_AT_ONCE_MAX,
    )


class DirectForm(forms.Form):
    """Whom to write to."""

    people = PeopleField(
        label=_("Usernames"),
        help_text=_("Put a space between several: hana @ken"),
        most=PEOPLE_MAX - 1,
    )


class TransferForm(forms.Form):
    """Who is to own the room."""

    person = PersonField(label=_("Username of the new owner"))


class RoleForm(forms.Form):
    """What a member is to be."""

    role = forms.ChoiceField(choices=ROLES)


def lasting_choices() -> list[tuple[str, str]]:
    """Return how long a link may work."""
    never = pgettext("how long a link works", "as long as nobody ends it")
    return [
        *(
            (str(days), ngettext("%(number)d day", "%(number)d days", days) % {"number": days})
            for days in LASTING_DAYS
        ),
        (NEVER, never),
    ]


def uses_choices() -> list[tuple[str, str]]:
    """Return how many people a link may let in."""
    any_number = pgettext("how many people a link lets in", "any number of people")
    return [
        (WITHOUT_LIMIT, any_number),
        *(
            (str(uses), ngettext("%(number)d person", "%(number)d people", uses) % {"number": uses})
            for uses in USES
        ),
    ]


class InvitationForm(forms.Form):
    """How long a link works, and for how many."""

    lasting = forms.ChoiceField(
        label=_("Works for"), choices=lasting_choices, initial=str(settings.INVITATION_DAYS)
    )
    uses = forms.ChoiceField(label=_("Lets in"), choices=uses_choices, initial=WITHOUT_LIMIT)

    def terms(self) -> dict[str, Any]:
        """Return what was chosen, as `invite` takes it."""
        lasting, uses = self.cleaned_data["lasting"], self.cleaned_data["uses"]
        return {
            "expires_at": None if lasting == NEVER else _in_days(int(lasting)),
            "uses_max": None if uses == WITHOUT_LIMIT else int(uses),
        }


def _in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)
