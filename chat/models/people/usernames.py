"""What usernames may be: for everybody, for whoever takes a new one, and for whoever signs up."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat.text.names.folding import normalize
from chat.text.names.reserved import is_official, is_reserved, mentions_everybody
from chat.text.names.scripts import are_written_together, has_its_scripts_marks, is_mark
from chat.text.names.visible import is_visible

USERNAME_MAX_CHARS = 64

# Letters of any script, and the marks that RFC 2812 §2.3.1 allows in a nickname, so that people
# who come from IRC keep their names. What stands on letters is looked at apart.
USERNAME = re.compile(r"[\w.+\-\[\]\\`^{|}]+")
RESERVED = _("This name is reserved. Choose another one.")


def validate_username(username: str) -> None:
    """Raise ValidationError for what no username is made of."""
    if len(username) > USERNAME_MAX_CHARS:  # its field says so
        return
    normal = normalize(username)
    letters = "".join(char for char in normal if not is_mark(char))
    is_written = USERNAME.fullmatch(letters) and has_its_scripts_marks(normal)
    if not is_written or not all(map(is_visible, normal)):
        raise ValidationError(_("Use letters, digits and . _ - + only, without spaces."))


def validate_new_username(username: str) -> None:
    """Raise ValidationError for what nobody may call themselves from now on."""
    validate_username(username)
    if mentions_everybody(normalize(username)):
        raise ValidationError(RESERVED)
    if not are_written_together(username):
        raise ValidationError(
            _("Letters of different scripts look alike: use one script, or Japanese and Latin.")
        )


def validate_newcomers_username(username: str) -> None:
    """Raise ValidationError for what only administrators may call somebody."""
    validate_new_username(username)
    if is_reserved(normalize(username)):
        raise ValidationError(RESERVED)


def validate_newcomers_name(name: str) -> None:
    """Raise ValidationError for a display name that only the staff may have."""
    if is_official(name):
        raise ValidationError(RESERVED)


NEWCOMER_VALIDATORS = [validate_newcomers_username]
