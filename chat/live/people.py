"""Who has sockets in this process, and how much each of them may still say."""

from dataclasses import dataclass, field

from django.conf import settings

from chat.live.limits import TokenBucket


def _message_bucket() -> TokenBucket:
    return TokenBucket(settings.MESSAGES_PER_SECOND, settings.MESSAGES_BURST)


@dataclass(slots=True)
class Person:
    """One person's sockets here, and the bucket that they share."""

    sockets: int = 0
    messages: TokenBucket = field(default_factory=_message_bucket)


class People:
    """Everybody who has had a socket in this process, by user id."""

    def __init__(self) -> None:
        self._people: dict[int, Person] = {}

    def enter(self, user_id: int) -> Person | None:
        """Count one more socket and return the person; None when they have as many as they may."""
        person = self._people.setdefault(user_id, Person())
        if settings.RATE_LIMITS and person.sockets >= settings.SOCKETS_PER_PERSON:
            return None
        person.sockets += 1
        return person

    def exit(self, user_id: int) -> None:
        """Count one socket less; the bucket stays, or coming back would fill it."""
        self._people[user_id].sockets -= 1
