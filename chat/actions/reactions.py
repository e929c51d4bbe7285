"""Putting an emoji under a message, and taking it away."""

import emoji as unicode_emoji

from chat import journal
from chat.actions.acting import Act, Stored, Target, stored, target_of
from chat.actions.refusal import Refused
from chat.actions.screening import check_voice
from chat.models import Reaction
from chat.models.reaction import EMOJI_MAX_CHARS

KINDS_MAX = 20
"""So many different emoji may stand under one message."""


def react(act: Act, emoji: str) -> Stored:
    """Put this emoji under the message; once more changes nothing.

    Raises Refused: `bad_emoji`, `too_many_reactions`, `not_found`, `not_member`, `archived`,
    `not_editable` (deleted, or nothing that somebody said), `muted`, `locked`.
    """
    emoji = fit_emoji(emoji)
    with journal.locked([act.room_id], among=[act.user_id]) as heads:
        found = _standing(target_of(heads, act))
        check_voice(found.membership)
        given = found.message.reactions
        if found.repeated or given.filter(user_id=act.user_id, emoji=emoji).exists():
            return stored(act, found.message, duplicate=True)
        kinds = set(given.values_list("emoji", flat=True))
        if emoji not in kinds and len(kinds) >= KINDS_MAX:
            raise Refused("too_many_reactions")
        Reaction.objects.create(message=found.message, user_id=act.user_id, emoji=emoji)
        journal.change(found.head, found.message, [])
    return stored(act, found.message)


def unreact(act: Act, emoji: str) -> Stored:
    """Take the person's emoji away; without one, nothing changes. Raises Refused as `react`."""
    emoji = fit_emoji(emoji)
    with journal.locked([act.room_id], among=[act.user_id]) as heads:
        found = _standing(target_of(heads, act))
        mine = found.message.reactions.filter(user_id=act.user_id, emoji=emoji)
        if found.repeated or not mine.delete()[0]:
            return stored(act, found.message, duplicate=True)
        journal.change(found.head, found.message, [])
    return stored(act, found.message)


def fit_emoji(emoji: str) -> str:
    """Return the emoji in the one form that is fully qualified (UTS #51 §1.4.5): ❤ is ❤️.

    Raises Refused (`bad_emoji`) for what is not exactly one emoji of Unicode.
    """
    if len(emoji) > EMOJI_MAX_CHARS or not unicode_emoji.is_emoji(emoji):
        raise Refused("bad_emoji")
    return unicode_emoji.emojize(unicode_emoji.demojize(emoji))


def _standing(found: Target) -> Target:
    if found.message.deleted_at:
        raise Refused("not_editable")
    return found
