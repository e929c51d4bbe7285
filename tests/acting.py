"""What people do in tests, in few words."""

from uuid import uuid4

from chat.actions.messages.acting import Act
from chat.actions.messages.posting import Send, post_message
from chat.models import Message, Room, User


def say(room: Room, person: User, body: str = "hello", reply_to: Message | None = None) -> Message:
    """Let the person say something, and return the message."""
    quoted = reply_to.pk if reply_to else None
    stored = post_message(Send(room.pk, person.pk, uuid4(), body, quoted))
    return Message.objects.get(pk=stored.id)


def act(person: User, message: Message) -> Act:
    """Return an act of this person on this message."""
    return Act(message.room_id, person.pk, uuid4(), message.pk)
