"""Direct conversations: the same people always share the same one."""

from collections.abc import Collection

from django.db import transaction

from chat.actions.moderation.voice import check_unmuted
from chat.actions.people.blocks import check_reachable
from chat.actions.refusal import Refused
from chat.actions.rooms.addresses import secret_slug
from chat.actions.rooms.membership_rows import add_memberships
from chat.log import journal
from chat.models import Room, User

PEOPLE_MAX = 10


def open_direct(user: User, people: Collection[User]) -> Room:
    """Return the conversation between the user and these people, created when there is none.

    Nobody joins or leaves it, so its history has no line about that. Raises Refused:
    `too_few_people` (nobody else), `too_many_people` (above ten); for a new one `unknown_person`
    (somebody who cannot sign in), `muted`, `unreachable` (somebody has blocked the user).
    """
    user_ids = sorted({user.pk, *(person.pk for person in people)})
    if len(user_ids) < 2:
        raise Refused("too_few_people")
    if len(user_ids) > PEOPLE_MAX:
        raise Refused("too_many_people")
    with transaction.atomic():
        journal.hold_site()
        key = ",".join(map(str, user_ids))
        existing = Room.objects.filter(direct_key=key).first()
        return existing or _create(user, people, user_ids, key)


def _create(user: User, people: Collection[User], user_ids: list[int], key: str) -> Room:
    check_unmuted(user)
    check_reachable(user, people)
    if User.objects.filter(pk__in=user_ids, is_active=True).count() < len(user_ids):
        raise Refused("unknown_person")
    room = Room.objects.create(
        slug=secret_slug(), kind=Room.Kind.DIRECT, direct_key=key, created_by=user
    )
    journal.open_log(room)
    with journal.locked([room.pk]) as heads:
        add_memberships(heads, room, user_ids, [])
    return room
