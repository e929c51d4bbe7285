"""Who is muted in a room, for those who keep order there, and whose mute they may lift."""

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
    """The longest mute of somebody in a room, and whether who looks may lift all there are."""

    until: datetime | None
    may_lift: bool


def mutes_in(room: Room, user: User, mine: Membership | None) -> dict[int, Mute]:
    """Return by id who is muted in the room; nobody, for whoever keeps no order there.

    `mine`: the membership of who looks. What is offered is decided anew when it is done.
    """
    of_place = user.is_staff and moderates_place(user)
    if not of_place and not (mine and mine.may_moderate()):
        return {}
    holding = Sanction.objects.holding(timezone.now()).mutes().filter(room=room)
    sanction = list(holding.select_related("user").order_by("until"))
    if not sanction:
        return {}
    return _by_person(sanction, _under_place(user) if of_place else _under_room(room, user))


def liftable(room: Room, user: User, mine: Membership | None) -> dict[int, str]:
    """Return by id until when those are muted whose mute this person may lift, for scripts."""
    mutes = mutes_in(room, user, mine).items()
    return {
        person: mute.until.isoformat(timespec="milliseconds")
        for person, mute in mutes
        if mute.may_lift and mute.until
    }


def _by_person(sanction: Iterable[Sanction], may_lift: MayLift) -> dict[int, Mute]:
    found: dict[int, Mute] = {}
    for one in sanction:
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
    """Those who keep order in a room end what one of them has laid, below their own rank."""
    roles = dict(room.memberships.exclude(role=Role.MEMBER).values_list("user_id", "role"))
    above = (Role.OWNER,) if roles.get(user.pk) == Role.OWNER else (Role.OWNER, Role.MODERATOR)

    def may_lift(sanction: Sanction) -> bool:
        is_below = sanction.user != user and roles.get(sanction.user_id) not in above
        return is_below and sanction.laid_with != Authority.PLACE

    return may_lift
