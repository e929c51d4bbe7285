"""Reading at the desk what was said in private: off by default, and written down each time."""

from django.db import transaction

from chat.actions.audit import Note, record
from chat.models import Message, RuleBook, User


def look(user: User, message: Message) -> bool:
    """Return whether this person may read around a message of a private room, and note the look.

    Only administrators, and only while the rules say so.
    """
    with transaction.atomic():
        is_administrator = User.objects.filter(pk=user.pk, is_active=True, is_superuser=True)
        if not RuleBook.current().staff_may_look or not is_administrator.exists():
            return False
        record(user, "look", Note(message.author, message.room, message))
    return True
