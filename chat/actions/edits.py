"""Editing and deleting; what was there before is kept for those who keep order."""

from django.utils import timezone

from chat import journal
from chat.actions.acting import Act, Stored, Target, stored, target_of
from chat.actions.mentions import callable_people, may_call_all
from chat.actions.moderation import Way, take_down
from chat.actions.refusal import Refused
from chat.actions.reports import flag
from chat.actions.screening import check_edit
from chat.actions.text import check_body
from chat.actions.voice import check_unmuted
from chat.models import Message, Version
from chat.text import markdown

TEXT_FIELDS = ("body", "html", "mentions", "mentions_all")


def edit_message(act: Act, body: str) -> Stored:
    """Give a message of one's own another text; the same text changes nothing.

    Raises Refused: `empty`, `too_long`, `bad_text`, `not_found`, `not_member`, `archived`,
    `forbidden` (somebody else's), `not_editable` (deleted, or nothing that somebody said), and
    `muted`, `locked`, `new_no_links`, `blocked` by the rule book.
    """
    check_body(body)
    people = callable_people([(act.room_id, body)]).get(act.room_id, {})
    rendered = markdown.render_with_mentions(body, people)
    with journal.locked([act.room_id], among=[act.user_id]) as heads:
        found = target_of(heads, act)
        if found.message.author_id != act.user_id:
            raise Refused("forbidden")
        if found.message.deleted_at:
            raise Refused("not_editable")
        if found.repeated or found.message.body == body:
            return stored(act, found.message, duplicate=True)
        flagged_by = check_edit(found.membership, body)
        _rewrite(found, body, rendered)
        if flagged_by:
            flag(found.message, flagged_by)
    return stored(act, found.message)


def _rewrite(found: Target, body: str, rendered: markdown.Rendered) -> None:
    message = found.message
    _keep_version(message)
    # Whom @here called is decided when a message is written, and holds while it says @here.
    here = message.mentions if rendered.calls_here else []
    message.body, message.html = body, rendered.html
    message.mentions = sorted({*rendered.people, *here})
    message.mentions_all = rendered.calls_all and may_call_all(found.membership)
    message.edited_at = timezone.now()
    journal.change_text(found.head, message, [*TEXT_FIELDS, "edited_at"])
    journal.call_again(message)


def delete_message(act: Act) -> Stored:
    """Take a message down: its number stays, its text, reactions and pin go.

    One's own; or anybody's for who keeps order in the room, which hides it. Raises Refused:
    `not_found`, `not_member`, `archived`, `forbidden`, `not_editable` (nothing that somebody said),
    `muted` (somebody else's).
    """
    with journal.locked([act.room_id], among=[act.user_id]) as heads:
        found = target_of(heads, act)
        if found.message.author_id != act.user_id and not found.membership.may_moderate():
            raise Refused("forbidden")
        if found.message.author_id != act.user_id:
            check_unmuted(found.membership.user, found.membership)
        if found.repeated or found.message.deleted_at:
            return stored(act, found.message, duplicate=True)
        if found.message.author_id == act.user_id:
            _take_down(found)
        else:
            take_down(found.membership.user, heads, [found.message], Way.HIDE, "")
    return stored(act, found.message)


def _take_down(found: Target) -> None:
    message = found.message
    _keep_version(message)
    message.reactions.all().delete()
    message.body = message.html = ""
    message.mentions, message.mentions_all = [], False
    message.deleted_at = timezone.now()
    message.reply_to = message.pinned_at = message.pinned_by = None
    gone = ["deleted_at", "reply_to", "pinned_at", "pinned_by"]
    journal.change_text(found.head, message, [*TEXT_FIELDS, *gone])
    journal.call_again(message)


def _keep_version(message: Message) -> None:
    Version.objects.create(message=message, body=message.body)
