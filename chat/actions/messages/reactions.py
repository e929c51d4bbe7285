"""Putting an emoji under a message, and taking it away."""

from functools import partial

import emoji as unicode_emoji

from chat.actions.messages.acting import Act, Stored, Target, once
from chat.actions.messages.screening import check_voice
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Reaction
from chat.models.messages.reaction import EMOJI_MAX_CHARS

KINDS_MAX = 20
"""So many different emoji may stand under one message."""


def react(act: Act, emoji: str) -> Stored:
    """Put this emoji under the message; once more changes nothing.

    Raises Refused: `bad_emoji`, `too_many_reactions`, `not_found`, `not_member`, `archived`,
    `not_editable` (deleted, or nothing that somebody said), `nonce_reused`, `muted`, `locked`.
    """
    emoji = fit_emoji(emoji)
    return once(act, partial(_react, emoji), "react", emoji)


def _react(emoji: str, found: Target) -> bool:
    _check_standing(found)
    check_voice(found.membership)
    given, user_id = found.message.reactions, found.membership.user_id
    if given.filter(user_id=user_id, emoji=emoji).exists():
        return False
    kinds = set(given.values_list("emoji", flat=True).distinct())
    if emoji not in kinds and len(kinds) >= KINDS_MAX:
        raise Refused("too_many_reactions")
    Reaction.objects.create(message=found.message, user_id=user_id, emoji=emoji)
    journal.change(found.head, found.message, [])
    return True


def unreact(act: Act, emoji: str) -> Stored:
    """Take the person's emoji away; without one, nothing changes. Raises Refused as `react`."""
    emoji = fit_emoji(emoji)
    return once(act, partial(_unreact, emoji), "unreact", emoji)


def _unreact(emoji: str, found: Target) -> bool:
    _check_standing(found)
    mine = found.message.reactions.filter(user_id=found.membership.user_id, emoji=emoji)
    if not mine.delete()[0]:
        return False
    journal.change(found.head, found.message, [])
    return True


def fit_emoji(emoji: str) -> str:
    """Return the emoji in the one form that is fully qualified (UTS #51 §1.4.5): ❤ is ❤️.

    Raises Refused (`bad_emoji`) for what is not exactly one emoji of Unicode.
    """
    if len(emoji) > EMOJI_MAX_CHARS or not unicode_emoji.is_emoji(emoji):
        raise Refused("bad_emoji")
    return unicode_emoji.emojize(unicode_emoji.demojize(emoji))


def _check_standing(found: Target) -> None:
    if found.message.deleted_at:
        raise Refused("not_editable")
