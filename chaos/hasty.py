"""The twelfth defect, and which fault shows each of the twelve."""

import asyncio
from typing import NamedTuple

from chaos.client import RoomFold
from chaos.history import Facts

APPLIES_AFTER_SECONDS = 0.1


class HastyFold(RoomFold):
    """Keeps the cursor before what it stands for: a crash in between loses that for good."""

    def take(self, messages: list[Facts], upto: int) -> None:
        """Move the cursor, and apply what came a little later."""
        self.cursor = upto
        asyncio.get_running_loop().call_later(
            APPLIES_AFTER_SECONDS, self._apply, self.messages, messages
        )

    def _apply(self, held: dict[int, Facts], messages: list[Facts]) -> None:
        for message in messages:
            known = held.get(message["id"])
            if known is None or message["changed_seq"] > known["changed_seq"]:
                held[message["id"]] = message

    def kept(self) -> RoomFold:
        """Return what is left after a crash: the cursor, and what was applied."""
        return HastyFold(self.cursor, self.since, messages=dict(self.messages))


class Proof(NamedTuple):
    """A defect, the fault under which it is caught, and as what."""

    defect: str
    fault: str
    kinds: frozenset[str]


HASTY = "cursor_before_apply"
PROOFS = (
    Proof("ack_before_commit", "14c", frozenset({"lost"})),
    Proof("no_head_poll", "5b", frozenset({"late", "diverged"})),
    Proof("serial_ids", "8", frozenset({"skipped"})),
    Proof("nonces_in_a_cache", "14e", frozenset({"duplicated"})),
    Proof("read_then_subscribe", "21b", frozenset({"skipped"})),
    Proof("no_tail_heads", "0b", frozenset({"skipped"})),
    Proof("unbounded_queue", "14h", frozenset({"broken"})),
    Proof("no_revocation_poll", "26c", frozenset({"leaked"})),
    Proof("edits_past_the_journal", "0b", frozenset({"diverged"})),
    Proof("lost_order", "21b", frozenset({"reordered"})),
    Proof("nonce_not_unique", "14e", frozenset({"duplicated"})),
    Proof(HASTY, "24e", frozenset({"diverged"})),
)
