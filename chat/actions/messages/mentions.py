"""Whom a text calls: @names of the room's members, @here and @all."""

from collections.abc import Iterable, Mapping

from chat.models import Membership
from chat.text.mentions import possible_names
from chat.text.names.folding import fold

CALL_ALL_MAX_MEMBERS = 100
"""In larger rooms only those who keep order may call everybody."""

People = Mapping[str, int]


def callable_people(texts: Iterable[tuple[int, str]]) -> dict[int, People]:
    """Return, for each room, the members whom its texts may call, by their folded usernames.

    `texts`: pairs of a room's id and what is written there. No query when nothing calls anybody.
    """
    wanted: dict[int, set[str]] = {}
    for room_id, text in texts:
        if names := possible_names(text):
            wanted.setdefault(room_id, set()).update(names)
    return {room_id: _members(room_id, names) for room_id, names in wanted.items()}


def _members(room_id: int, names: set[str]) -> People:
    members = Membership.objects.filter(room_id=room_id, user__is_active=True)
    called = members.filter(user__folded_username__in={fold(name) for name in names})
    return dict(called.values_list("user__folded_username", "user_id"))


def may_call_all(membership: Membership) -> bool:
    """Return whether this member may call everybody in the room."""
    if membership.moderates:
        return True
    members = Membership.objects.filter(room_id=membership.room_id)
    return members[: CALL_ALL_MAX_MEMBERS + 1].count() <= CALL_ALL_MAX_MEMBERS
