"""Who is muted in a room, shown to its moderators, and whose mute they may lift."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from chat.actions.moderation.authority import moderates_place
from chat.models import Authority, Membership, Room, Sanction, User
from chat.models.rooms.membership import Role

MayLift = Callable[[Sanction], bool]


@dataclass(frozen=True, slots=True)
class Mute:
    """Somebody's longest mute in a room, and whether the viewer may lift all of their mutes."""

    until: datetime | None
    may_lift: bool


def mutes_in(room: Room, user: User, mine: Membership | None) -> dict[int, Mute]:
    """Return the muted people of a room by id; none, unless the user may moderate it.

    `mine`: the user's membership. Lifting a mute checks the right again.
    """
    of_place = user.is_staff and moderates_place(user)
    if not of_place and not (mine and mine.may_moderate()):
        return {}
    active = Sanction.objects.holding(timezone.now()).mutes().filter(room=room)
    mutes = list(active.select_related("user").order_by("until"))
    if not mutes:
        return {}
    return _by_person(mutes, _under_place(user) if of_place else _under_room(room, user))


def liftable(room: Room, user: User, mine: Membership | None) -> dict[int, str]:
    """Return until when people are muted whose mutes the user may lift, by id, for scripts."""
    mutes = mutes_in(room, user, mine).items()
    return {
        person: mute.until.isoformat(timespec="milliseconds")
        for person, mute in mutes
        if mute.may_lift and mute.until
    }


def _by_person(sanctions: Iterable[Sanction], may_lift: MayLift) -> dict[int, Mute]:
    found: dict[int, Mute] = {}
    for one in sanctions:
        before = found.get(one.user_id)
        is_liftable = (before is None or before.may_lift) and may_lift(one)
        found[one.user_id] = Mute(one.until, is_liftable)
    return found


def _under_place(user: User) -> MayLift:
    def may_lift(sanction: Sanction) -> bool:
        in_staff = sanction.user.is_staff or sanction.user.is_superuser
        return sanction.user != user and (user.is_superuser or not in_staff)

    return may_lift


def _under_room(room: Room, user: User) -> MayLift:
    """A room's moderators lift what moderators of the room imposed on people of lower rank."""
    roles = dict(room.memberships.exclude(role=Role.MEMBER).values_list("user_id", "role"))
    above = (Role.OWNER,) if roles.get(user.pk) == Role.OWNER else (Role.OWNER, Role.MODERATOR)

    def may_lift(sanction: Sanction) -> bool:
        is_below = sanction.user != user and roles.get(sanction.user_id) not in above
        return is_below and sanction.laid_with != Authority.PLACE

    return may_lift
