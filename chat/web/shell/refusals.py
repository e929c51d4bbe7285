"""What people read when an action was refused, and which page they get."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chat.actions.refusal import Refused
from chat.models.people.usernames import RESERVED

TEXTS: dict[str, str | Promise] = {
    "empty": _("Nothing was written yet. Write something and send it again."),
    "too_long": _("This is too long. Shorten it and send it again."),
    "bad_text": _("This contains characters that cannot be stored. Remove them and try again."),
    "not_found": _("This is no longer here."),
    "not_member": _("Only members of the room can do this. Join the room first."),
    "forbidden": _("Only those who look after the room can do this. Nothing was changed."),
    "archived": _("This room is archived: it can be read, and nothing in it changes."),
    "direct": _("A direct conversation cannot be changed like a room."),
    "nonce_reused": _("This form was sent before with other text. Send it once more."),
    "not_editable": _("This message cannot be changed any more."),
    "bad_emoji": _("This is not an emoji. Choose one and try again."),
    "too_many_reactions": _("This message has as many different reactions as fit under it."),
    "too_many_pins": _("This room has as many pinned messages as fit. Unpin one, then try again."),
    "bad_username": _("Nobody can have this username. Choose another one."),
    "username_taken": _("This username is taken. Choose another one."),
    "reserved_name": RESERVED,
    "invitation_ended": _("This link no longer works. Ask for a new one."),
    "last_administrator": _(
        "Nobody else runs this place. Make somebody else an administrator first."
    ),
    "already_set_up": _("This place is set up already."),
    "already_member": _("They are members already."),
    "unknown_person": _("There is no such person here. Check the name and try again."),
    "too_few_people": _("Choose at least one other person."),
    "too_many_people": _("These are too many people at once. Choose fewer and try again."),
    "owner_first": _("The room needs an owner. Hand it over to somebody else first."),
}
TEXTS |= {
    "too_many_bookmarks": _(
        "These are as many bookmarks as one person can have. Remove one, then try again."
    ),
    "muted": _("You are muted here for now: you can read, and not write."),
    "nobody_left": _(
        "Nobody else in this conversation has an open account now. You can read, and not write."
    ),
    "locked": _("This room is locked: only those who look after it write in it now."),
    "slow_mode": _("This room has slow mode. Wait a moment before you write again."),
    "new_too_fast": _("New members write a little slower. Wait a moment and send it again."),
    "new_no_links": _("New members cannot post links yet. Send it without the link."),
    "blocked": _("This place does not allow this text. Change it and send it again."),
    "held": _("A moderator looks at this message first. It appears as soon as it is let through."),
    "already_reported": _("You have reported this message already. The moderators know of it."),
    "too_many_reports": _("These are as many reports as one person can make in a day."),
    "yourself": _("This cannot be done to oneself."),
    "removed": _(
        "You were removed from this room. Only those who look after it can let you in again."
    ),
    "unreachable": _("Somebody among these people cannot be added by you. Try it without them."),
    "place_only": _("The moderators of this place have done this. Only they can undo it."),
    "no_reason": _("Write what the person is to read."),
    "case_taken": _("Somebody else is looking at this case just now."),
    "changed_meanwhile": _(
        "This has changed since you opened it, so nothing was done. Look at it again, then decide."
    ),
    "bad_time": _("Choose a time of up to a year."),
}
NEVER_ALLOWED = frozenset({"forbidden", "not_member", "direct"})


def text_of(refusal: Refused) -> str:
    """Return what happened and what to do, in the page's language."""
    if refusal.code == "maintenance":
        params = {"why": refusal.detail}
        return _("Nothing can be changed here just now: %(why)s") % params
    return str(TEXTS.get(refusal.code, _("This was not done. Try again later.")))


def attempt(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Do it, and show the outcome on the next page.

    Raises Http404 for what this person cannot see, PermissionDenied for what they may not do.
    """
    try:
        act()
    except Refused as refusal:
        raise_page(refusal)
        messages.error(request, text_of(refusal))
    else:
        messages.success(request, done)


def raise_page(refusal: Refused) -> None:
    """Raise Http404 or PermissionDenied when the refusal has a page of its own."""
    if refusal.code == "not_found":
        raise Http404 from refusal
    if refusal.code in NEVER_ALLOWED:
        raise PermissionDenied from refusal


def json_outcome(act: Callable[[], object], done: str) -> JsonResponse:
    """Do it, and return what a page's script shows: `done`, or why it was refused.

    Raises as `attempt` does.
    """
    try:
        act()
    except Refused as refusal:
        raise_page(refusal)
        return JsonResponse({"said": text_of(refusal), "code": refusal.code}, status=422)
    return JsonResponse({"said": done})
