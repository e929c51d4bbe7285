"""Reading at the desk what was said in private: written down each time.

What surrounds it is read by administrators only, and only while the rules say so.
"""

from django.db import transaction

from chat.actions.moderation.audit import Note, record
from chat.models import HeldMessage, Message, RuleBook, User


def look(user: User, message: Message) -> None:
    """Note that this person reads a message that was said in private and reported."""
    record(user, "look", Note(message.author, message.room, message, after={"shown": "reported"}))


def look_around(user: User, message: Message) -> bool:
    """Return whether this person may read around a message said in private, and note the look."""
    with transaction.atomic():
        is_administrator = User.objects.filter(pk=user.pk, is_active=True, is_superuser=True)
        if not RuleBook.current().staff_may_look or not is_administrator.exists():
            return False
        note = Note(message.author, message.room, message, after={"shown": "around"})
        record(user, "look", note)
    return True


def look_at_held(user: User, held: HeldMessage) -> None:
    """Note that this person reads a held message that its author wrote in private."""
    record(user, "look", Note(held.author, held.room, after={"shown": "held"}))
