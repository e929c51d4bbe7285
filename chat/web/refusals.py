"""What a person reads when an action was refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chat.actions.refusal import Refused

TEXTS: dict[str, str | Promise] = {
    "empty": _("Nothing was written yet. Write something and send it again."),
    "too_long": _("This is too long. Shorten it and send it again."),
    "bad_text": _("This contains characters that cannot be stored. Remove them and try again."),
    "not_found": _("This is no longer here."),
    "not_member": _("Only members of the room can do this. Join the room first."),
    "nonce_reused": _("This form was sent before with other text. Send it once more."),
    "username_taken": _("This username is taken. Choose another one."),
    "invitation_ended": _("This link no longer works. Ask for a new one."),
    "already_set_up": _("This place is set up already."),
}


def text_of(refusal: Refused) -> str:
    """Return what happened and what to do, in the page's language."""
    return str(TEXTS.get(refusal.code, _("This was not done. Try again later.")))
