"""Editing and deleting; what was there before is kept for those who keep order."""

from functools import partial

from django.utils import timezone

from chat.actions.messages.acting import Act, Stored, Target, once
from chat.actions.messages.drafting import put_text
from chat.actions.messages.mentions import may_call_all
from chat.actions.messages.preparing import Text, prepared_text
from chat.actions.messages.screening import check_edit
from chat.actions.moderation.reports import flag
from chat.actions.moderation.takedowns import Takedown, take_down
from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Message, Version

TEXT_FIELDS = ("body", "html", "excerpt", "mentions", "mentions_all")


def edit_message(act: Act, body: str, base: int | None = None) -> Stored:
    """Give a message of one's own another text; the same text changes nothing.

    `base`: the message's `changed_seq` as whoever edits it knew it, or None for over whatever it
    says. Raises Refused: `empty`, `too_long`, `bad_text`, `not_found`, `not_member`, `archived`,
    `forbidden` (somebody else's), `not_editable` (deleted, or nothing that somebody said),
    `changed_meanwhile` (its text is not the one of `base`), `nonce_reused`, and `muted`, `locked`,
    `new_no_links`, `blocked` by the rule book.
    """
    return store_edit(act, body, prepared_text(act.room_id, body), base)


def store_edit(act: Act, body: str, text: Text | Refused, base: int | None = None) -> Stored:
    """Do as `edit_message`, with what was prepared of the body. Raises Refused as that does."""
    return once(act, partial(_edit, text, base), "edit", body)


def _edit(text: Text | Refused, base: int | None, found: Target) -> bool:
    message = found.message
    if isinstance(text, Refused):
        raise text
    if message.author_id != found.membership.user_id:
        raise Refused("forbidden")
    if message.deleted_at:
        raise Refused("not_editable")
    if message.body == text.body:
        return False
    if base is not None and _says_something_else(message, base):
        raise Refused("changed_meanwhile")
    flagged_by = check_edit(found.membership, text)
    _rewrite(found, text)
    if flagged_by:
        flag(message, flagged_by)
    return True


def _says_something_else(message: Message, base: int) -> bool:
    """Whether its text is another one since `base`; a reaction or a pin is no other text.

    A base that the room has not reached is one of before the database was restored.
    """
    return base < (message.text_seq or message.seq) or base > message.changed_seq


def _rewrite(found: Target, text: Text) -> None:
    message, rendered = found.message, text.rendered
    _keep_version(message)
    # Whom @here called is decided when a message is written, and holds while it says @here.
    here = message.mentions if rendered.mentions_here else []
    put_text(message, text)
    message.mentions = sorted({*message.mentions, *here})
    message.mentions_all = rendered.mentions_all and may_call_all(found.membership)
    message.edited_at = timezone.now()
    journal.change_text(found.head, message, ["kind", *TEXT_FIELDS, "edited_at"])
    journal.call_again(message)


def delete_message(act: Act) -> Stored:
    """Take a message down: its number stays, its text, reactions and pin go.

    One's own; or anybody's for who keeps order in the room, which hides it. Raises Refused:
    `not_found`, `not_member`, `archived`, `forbidden`, `not_editable` (nothing that somebody said),
    `nonce_reused`, `muted` (somebody else's).
    """
    return once(act, _delete, "delete")


def _delete(found: Target) -> bool:
    message, membership = found.message, found.membership
    is_own = message.author_id == membership.user_id
    if not is_own and not membership.may_moderate():
        raise Refused("forbidden")
    if not is_own:
        check_unmuted(membership.user, membership)
    if message.deleted_at:
        return False
    if is_own:
        _take_down(found)
    else:
        heads = {found.head.room_id: found.head}
        take_down(membership.user, heads, [message], Takedown.HIDE, "")
    return True


def _take_down(found: Target) -> None:
    message = found.message
    _keep_version(message)
    message.reactions.all().delete()
    message.body = message.html = message.excerpt = ""
    message.mentions, message.mentions_all = [], False
    message.deleted_at = timezone.now()
    message.reply_to = message.pinned_at = message.pinned_by = None
    gone = ["deleted_at", "reply_to", "pinned_at", "pinned_by"]
    journal.change_text(found.head, message, [*TEXT_FIELDS, *gone])
    journal.call_again(message)


def _keep_version(message: Message) -> None:
    Version.objects.create(message=message, body=message.body)
