"""What several tests of the actions ask: what a room's history says, and who is what in it."""

import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import connections

from chat.models import Membership, Message, Notice, Room, User

HOUR = timedelta(hours=1)


def lines(room: Room) -> list[tuple[str, str]]:
    """Return the kinds and authors of a room's history, in its order."""
    messages = Message.objects.filter(room=room).order_by("seq")
    return [(message.kind, message.author.username) for message in messages]


def last_line(room: Room) -> Message:
    """Return the newest line of a room's history."""
    return Message.objects.filter(room=room).latest("seq")


def seat_of(user: User, room: Room) -> Membership | None:
    """Return somebody's membership, if any."""
    return Membership.objects.filter(user=user, room=room).first()


def told_to_look_again() -> set[str]:
    """Return whose open pages were told to look at their rooms, and forget it."""
    noticed = set(Notice.objects.filter(kind="standing").values_list("user__username", flat=True))
    Notice.objects.all().delete()
    return noticed


def at_once(acts: list[Callable[[], object]]) -> None:
    """Do all of these at the same time, each in a thread and a connection of its own."""

    def do(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
