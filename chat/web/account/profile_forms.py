"""The forms of one's profile and of the site settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from chat.actions.messages.reactions import fit_emoji
from chat.actions.people.accounts import Profile
from chat.actions.refusal import Refused
from chat.models import Room, SiteSettings, User
from chat.models.people.user import NAME_MAX_CHARS, STATUS_EMOJI_MAX_CHARS, STATUS_MAX_CHARS
from chat.models.rooms.room import RoomQuerySet
from chat.models.site import MAINTENANCE_MAX_CHARS, SITE_NAME_MAX_CHARS
from chat.web.account.forms import NAME_HELP
from chat.web.shell import locales
from chat.web.shell.fields import LineField
from chat.web.shell.refusals import text_of

OFFERED_ROOMS = 50
# Whoever cannot read the page still finds their language.
OWN_NAMES = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]

# By the number of the hue; static/css/content.css has what they look like.
COLOURS = [
    (0, _("Red")),
    (1, _("Indigo")),
    (2, _("Green")),
    (3, _("Orange")),
    (4, _("Purple")),
    (5, _("Teal")),
    (6, _("Mustard")),
    (7, _("Blue")),
    (8, _("Pink")),
    (9, _("Lime")),
]
STATUS_SUGGESTIONS = ["🏠", "🏢", "🚃", "🍱", "🎧", "📅", "🤒", "🌴", "💤"]


class EmojiField(forms.CharField):
    """One emoji, or nothing."""

    def validate(self, value: str) -> None:
        """Raise ValidationError for what is not exactly one emoji."""
        super().validate(value)
        if not value:
            return
        try:
            fit_emoji(value)
        except Refused as refusal:
            raise ValidationError(text_of(refusal)) from refusal


class ProfileForm(forms.Form):
    """How somebody wants to be seen, and the language and time they read in."""

    name = LineField(
        label=_("Display name"), help_text=NAME_HELP, max_length=NAME_MAX_CHARS, required=False
    )
    hue = forms.TypedChoiceField(
        label=_("Colour of your initials"),
        choices=COLOURS,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    status_emoji = EmojiField(
        label=_("Emoji"),
        max_length=STATUS_EMOJI_MAX_CHARS,
        required=False,
        widget=forms.TextInput(attrs={"list": "status-suggestions", "autocomplete": "off"}),
    )
    status_text = LineField(
        label=_("What you are up to"), max_length=STATUS_MAX_CHARS, required=False
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the browser asks")), *OWN_NAMES],
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=locales.zone_choices, required=False
    )

    @classmethod
    def for_person(cls, user: User, data: Any) -> "ProfileForm":
        """Return the form with what the person has chosen so far, and what they send now."""
        now = {name: getattr(user, name) for name in cls.base_fields}
        return cls(data, initial=now | {"hue": user.shown_hue})

    def profile(self) -> Profile:
        """Return what was chosen."""
        return Profile(**self.cleaned_data)


class SiteForm(forms.Form):
    """What holds for the whole place."""

    name = LineField(label=_("Name of this place"), max_length=SITE_NAME_MAX_CHARS)
    sign_up = forms.ChoiceField(
        label=_("Who may make an account"),
        choices=[
            (SiteSettings.SignUp.INVITATION, _("People with an invitation link")),
            (SiteSettings.SignUp.OPEN, _("Anybody who finds this page")),
            (SiteSettings.SignUp.CLOSED, _("Nobody")),
        ],
        widget=forms.RadioSelect,
    )
    default_rooms = forms.ModelMultipleChoiceField(
        label=_("First rooms"),
        help_text=_(
            "New people join these public rooms when they make their account. Of many rooms, the "
            "largest are listed here; the administration finds the others."
        ),
        queryset=Room.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("For whoever has chosen none, and whose browser asks for none of these."),
        choices=OWN_NAMES,
    )
    maintenance = LineField(
        label=_("Maintenance"),
        help_text=_("While a sentence stands here, people read it, and nobody can write."),
        max_length=MAINTENANCE_MAX_CHARS,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Room.objects.open().filter(kind=Room.Kind.PUBLIC)
        field: Any = self.fields["default_rooms"]
        field.queryset = rooms
        field.widget.choices = [(room.pk, str(room)) for room in self._offered(rooms)]

    def _offered(self, rooms: RoomQuerySet) -> list[Room]:
        """Return those that are chosen, and as many others as one can look through."""
        chosen = rooms.filter(pk__in=[room.pk for room in self.initial.get("default_rooms", ())])
        largest = rooms.with_member_count().order_by(F("member_count").desc(), "pk")
        offered = {room.pk: room for room in [*chosen, *largest[:OFFERED_ROOMS]]}
        return sorted(offered.values(), key=lambda room: (room.name, room.pk))

    @classmethod
    def for_site(cls, site: SiteSettings, data: Any) -> "SiteForm":
        """Return the form with what holds now, and what the administrator sends."""
        now = {
            "name": site.name,
            "sign_up": site.sign_up,
            "default_rooms": site.default_rooms.all(),
            "language": site.language or settings.LANGUAGE_CODE,
            "maintenance": site.maintenance,
        }
        return cls(data, initial=now)
