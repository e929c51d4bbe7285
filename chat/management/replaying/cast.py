"""The people of a replay, and everything that is done for them in the database."""

from collections.abc import Collection, Sequence
from typing import Any

from chat.actions.people.bulk import cookie, people_of_log, sign_in_people, sign_out_sessions
from chat.actions.rooms.memberships import join_people, leave_room
from chat.log import journal, loader
from chat.models import Message, Room


class Cast:
    """Signed-in people for the nicks of a log, and watchers, in one room."""

    def __init__(self, room: Room, nicks: Sequence[str], watchers: int) -> None:
        self.room = room
        self.people = people_of_log(nicks)
        names = [f"watcher-{number}" for number in range(1, watchers + 1)]
        self.watchers = list(people_of_log(names).values())
        everybody = list({person.pk: person for person in self.people.values()}.values())
        everybody += self.watchers
        self._keys = sign_in_people(everybody)
        ids = [person.pk for person in everybody]
        self._cookies = dict(zip(ids, map(cookie, self._keys), strict=True))

    def cookie(self, user_id: int) -> str:
        """Return the Cookie header of this person's session."""
        return self._cookies[user_id]

    def join(self, nicks: Collection[str]) -> None:
        """Make the watchers and these people members."""
        present = [*self.watchers, *(self.people[nick] for nick in nicks)]
        join_people(self.room.pk, [person.pk for person in present])

    def add(self, nick: str) -> None:
        """Make this person a member, if they are not one yet."""
        join_people(self.room.pk, [self.people[nick].pk])

    def remove(self, nick: str) -> None:
        """End this person's membership."""
        leave_room(self.people[nick], self.room)

    def head(self) -> int:
        """Return the room's last number."""
        return journal.heads([self.room.pk])[self.room.pk]

    def stored(self, after: int, upto: int) -> list[dict[str, Any]]:
        """Return the room's messages in (after, upto] as clients are told them, by number."""
        messages = Message.objects.in_room(self.room.pk).filter(seq__gt=after, seq__lte=upto)
        return [loader.facts(message) for message in loader.load(messages.order_by("seq"))]

    def dismiss(self) -> None:
        """End all the sessions."""
        sign_out_sessions(self._keys)
