"""What is stored of a text that somebody wrote or edited, whichever way it comes in."""

from django.utils import timezone

from chat.actions.messages.mentions import may_call_all
from chat.actions.messages.preparing import Send, Text
from chat.actions.rooms.membership_rows import members_among
from chat.models import HeldMessage, Membership, Message, User
from chat.models.messages.message import SAID


def drafted(send: Send, text: Text, author: User) -> Message:
    """Return the message, which has no number yet, with all whom its text calls by name."""
    message = Message(
        room_id=send.room_id,
        author_id=send.user_id,
        nonce=send.nonce,
        reply_to_id=send.reply_to,
        created_at=send.said_at or timezone.now(),
    )
    message.author = author
    put_text(message, text)
    return message


def put_text(message: Message, text: Text) -> None:
    """Give a message this text, with all whom it mentions by name."""
    message.kind, message.body = text.kind, text.body
    message.html, message.excerpt = text.rendered.html, text.excerpt
    message.mentions = sorted(text.rendered.people)


def drafted_for(send: Send, text: Text, membership: Membership) -> Message:
    """Return the message of a member: it calls @here and @all, too, where they may call so many.

    `membership`: the author's, with the person.
    """
    message, rendered = drafted(send, text, membership.user), text.rendered
    here = send.here if rendered.mentions_here else frozenset[int]()
    if not (rendered.mentions_all or here) or not may_call_all(membership):
        return message
    called = members_among(send.room_id, here) - {send.user_id}
    message.mentions = sorted({*message.mentions, *called})
    message.mentions_all = rendered.mentions_all
    return message


def held_back(send: Send, text: Text, filter_id: int | None) -> HeldMessage:
    """Return what waits for a moderator: all of it that `drafted_for` needs when it is posted."""
    return HeldMessage(
        room_id=send.room_id,
        author_id=send.user_id,
        nonce=send.nonce,
        body=text.body,
        reply_to_id=send.reply_to,
        filter_id=filter_id,
        here=sorted(send.here) if text.rendered.mentions_here else [],
    )


def may_quote(membership: Membership, original: Message | None) -> bool:
    """Return whether this member may reply to that message: they see it, and somebody said it."""
    return (
        original is not None
        and original.room_id == membership.room_id
        and original.seq > membership.visible_from
        and original.kind in SAID
    )
