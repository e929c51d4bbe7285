"""What commands that write have in common: what is refused, they tell in one line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chat.actions.refusal import Refused

WORDS = {
    "already_set_up": "This place is set up already: somebody can sign in.",
    "username_taken": "This username is taken.",
    "maintenance": "Nothing is changed during maintenance. manage.py maintenance off ends it.",
    "empty": "This shows nothing. Write something else.",
    "too_long": "This is too long.",
    "bad_text": "This contains characters that cannot be stored.",
}


class WritingCommand(BaseCommand):
    """A command that changes what people have written, who they are, or what holds for them."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Do it. Raises CommandError with the words of what was refused."""
        try:
            return super().execute(*args, **options)
        except Refused as refusal:
            text = WORDS.get(refusal.code, f"This was refused: {refusal.code}.")
            raise CommandError(text) from refusal
