"""The verb of each act on a message. The rows are in chat/acts.py."""

from collections.abc import Callable, Mapping

from chat.actions.messages import bookmarks, edits, pins, reactions
from chat.actions.messages.acting import Stored

VERBS: Mapping[str, Callable[..., Stored]] = {
    "edit": edits.store_edit,
    "delete": edits.delete_message,
    "react": reactions.react,
    "unreact": reactions.unreact,
    "pin": pins.pin,
    "unpin": pins.unpin,
    "bookmark": bookmarks.bookmark,
    "unbookmark": bookmarks.unbookmark,
}
"""Each takes an `acting.Act` and the fields of its row, by name; Refused as it says itself."""
