"""The judge: compares what clients were told with what is stored. Pure.

Every promise of docs/reliability.md has a function here, and every kind of violation a name.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from chaos.history import Attempt, Delivery, Facts, History, Passage, Row, Stored, View

SAID = frozenset({"text", "action"})
ENTERS = frozenset({"joined", "added"})
PARTS = frozenset({"left", "removed"})
REACTING = frozenset({"react", "unreact"})
REFUSALS = frozenset(
    {"archived", "busy", "flooding", "forbidden", "not_editable", "not_found", "not_member"}
    | {"rate_limited", "too_many_reactions", "unavailable"}
)
"""What a frame without faults may be answered with, by one who is in the room or just was."""
REVOKED_SECONDS = 1.5
SLACK_SECONDS = 2.0
"""What a machine with more to do than processors may add to a bound in seconds."""


class Violation(NamedTuple):
    """One broken promise."""

    kind: str
    told: str


def violations(history: History, stored: Stored) -> list[Violation]:
    """Return every promise that was broken in this run."""
    return [
        Violation(kind, told) for kind, find in PROMISES.items() for told in find(history, stored)
    ]


# --- Stored once ----------------------------------------------------------------------------


def lost(history: History, stored: Stored) -> Iterator[str]:
    """Acknowledged, and not there, or not as acknowledged."""
    attempts = {attempt.nonce: attempt for attempt in history.attempts}
    by_nonce = {row.nonce: row for row in stored.rows}
    for ack in history.acks:
        if _went_with_the_dump(history, ack.at) or attempts[ack.nonce].kind != "message":
            continue
        row = by_nonce.get(ack.nonce)
        if row is None:
            yield f"message {ack.nonce} was acknowledged as {ack.seq} and is not stored"
        elif (row.id, row.seq) != (ack.id, ack.seq):
            yield f"message {ack.nonce} was acknowledged as {ack.seq} and stands at {row.seq}"
    yield from _lost_acts(history, stored)


def _lost_acts(history: History, stored: Stored) -> Iterator[str]:
    """What a person last did to a message, and was told is stored, must stand."""
    rows = {row.id: row for row in stored.rows}
    for target, kind, acts in _acts_since_the_last_acknowledged(history):
        row = rows.get(target)
        if row is None or (row.deleted and kind != "delete"):
            continue
        if kind == "delete" and not row.deleted:
            yield f"the deletion of message {target} was acknowledged and undone"
        if kind == "edit" and row.body not in {act.body for act in acts}:
            yield f"message {target} is {row.body!r}, edited since to {acts[0].body!r}"
        if kind == "react":
            yield from _lost_reaction(acts, stored.fresh.get(row.room, {}).get(target))


def _lost_reaction(acts: list[Attempt], fresh: Facts | None) -> Iterator[str]:
    wanted = {act.kind == "react" for act in acts}
    if fresh is None or len(wanted) == 2:
        return
    stands = acts[0].person in {
        person["id"]
        for reaction in fresh["reactions"]
        if reaction["emoji"] == acts[0].body
        for person in reaction["people"]
    }
    if stands not in wanted:
        yield f"{acts[0].kind} {acts[0].body} on message {acts[0].target} was acknowledged, undone"


def _acts_since_the_last_acknowledged(
    history: History,
) -> Iterator[tuple[int, str, list[Attempt]]]:
    """Per message and thing done: the last acknowledged act, and those after it that may stand."""
    acked = {ack.nonce for ack in history.acks if not _went_with_the_dump(history, ack.at)}
    chains: dict[tuple[int, str, int, str], list[Attempt]] = defaultdict(list)
    for act in history.attempts:
        if act.target is not None:
            is_reaction = act.kind in REACTING
            one = (act.person, act.body) if is_reaction else (0, "")
            chains[act.target, "react" if is_reaction else act.kind, *one].append(act)
    for (target, kind, _person, _emoji), acts in chains.items():
        if known := [place for place, act in enumerate(acts) if act.nonce in acked]:
            yield target, kind, acts[known[-1] :]


def duplicated(history: History, stored: Stored) -> Iterator[str]:
    """One thing that was sent stands twice, or was acknowledged as two."""
    nonces = Counter((row.room, row.author, row.nonce) for row in stored.rows)
    yield from (f"nonce {key[2]} stands {times} times" for key, times in _several(nonces))
    bodies = Counter((row.author, row.body) for row in stored.rows if row.kind in SAID and row.body)
    yield from (f"{key[1]!r} stands {times} times" for key, times in _several(bodies))
    told = defaultdict(set)
    kinds = {attempt.nonce: attempt.kind for attempt in history.attempts}
    for ack in history.acks:
        if kinds[ack.nonce] == "message" and not _went_with_the_dump(history, ack.at):
            told[ack.nonce].add((ack.id, ack.seq))
    yield from (
        f"{nonce} was acknowledged as {seen}" for nonce, seen in told.items() if len(seen) > 1
    )


def phantom(history: History, stored: Stored) -> Iterator[str]:
    """Stored, and never said by anybody."""
    said = {attempt.nonce: attempt for attempt in history.attempts}
    edits = {(act.target, act.body) for act in history.attempts if act.kind == "edit"}
    for row in stored.rows:
        if row.kind not in SAID:
            continue
        attempt = said.get(row.nonce)
        if attempt is None or (attempt.person, attempt.room) != (row.author, row.room):
            yield f"message {row.id} ({row.body!r}) was never sent"
        elif not row.deleted and row.body != attempt.body and (row.id, row.body) not in edits:
            yield f"message {row.id} says {row.body!r} and was sent as {attempt.body!r}"


# --- One order ------------------------------------------------------------------------------


def reordered(history: History, stored: Stored) -> Iterator[str]:
    """A frame, or one person's messages in a room, are out of order."""
    for frame in history.deliveries:
        numbers = [sight.changed_seq for sight in frame.sights]
        within = all(frame.after < number <= frame.upto for number in numbers)
        if not within or sorted(set(numbers)) != numbers:
            yield f"{_named(frame)} brought {numbers}"
    asked_again = history.repeated | {refusal.nonce for refusal in history.refusals}
    for turns in _turns(history, stored).values():
        last: Row | None = None
        for turn in turns.values():
            yield from (_stands_before(row, last) for row in turn if last and row.seq < last.seq)
            if not any(row.nonce in asked_again for row in turn):
                yield from (_stands_before(b, a) for a, b in pairwise(turn) if b.seq < a.seq)
            last = max([*turn, *([last] if last else [])], key=lambda row: row.seq)


def _turns(history: History, stored: Stored) -> dict[tuple[int, int], dict[int | str, list[Row]]]:
    """Per person and room, what is stored of each turn, in the order in which it was sent."""
    rows = {row.nonce: row for row in stored.rows}
    found: dict[tuple[int, int], dict[int | str, list[Row]]] = defaultdict(dict)
    for attempt in history.attempts:
        row = rows.get(attempt.nonce)
        if row and attempt.kind == "message" and attempt.in_turn:
            turns = found[row.author, row.room]
            turns.setdefault(attempt.turn or attempt.nonce, []).append(row)
    return found


def _stands_before(row: Row, other: Row) -> str:
    return f"{row.body!r} stands at {row.seq}, before {other.body!r} at {other.seq}"


def skipped(history: History, stored: Stored) -> Iterator[str]:
    """A client was led past something, or would not notice that it was."""
    by_change: dict[int, dict[int, int]] = defaultdict(dict)
    for row in stored.rows:
        by_change[row.room][row.changed_seq] = row.id
    for frame in _of_this_epoch(history):
        if frame.after > frame.cursor:
            yield f"{_named(frame)} came to a client at {frame.cursor}"
        seen = {sight.id for sight in frame.sights}
        numbers = range(frame.after + 1, frame.upto + 1)
        there = {by_change[frame.room][n] for n in numbers if n in by_change[frame.room]}
        if there - seen:
            yield f"{_named(frame)} leaves out messages {sorted(there - seen)}"
    rows = _by_room(stored)
    for room, head in stored.heads.items():
        yield from _numbering(room, head, rows[room])
    for view in history.views:
        if view.heartbeat != stored.heads[view.room]:
            yield f"{_viewer(view)} is told {view.heartbeat} by its heartbeat, not the room's head"


def _by_room(stored: Stored) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in stored.rows:
        found[row.room].append(row)
    return found


def _numbering(room: int, head: int, rows: list[Row]) -> Iterator[str]:
    numbers = Counter(number for row in rows for number in {row.seq, row.changed_seq})
    seqs = [row.seq for row in rows]
    if len(set(seqs)) != len(seqs) or any(times > 1 for times in numbers.values()):
        yield f"room {room} gave a number to two changes"
    if max(numbers, default=0) != head:
        yield f"room {room} is at {head}, its last change at {max(numbers, default=0)}"


# --- Exact removal --------------------------------------------------------------------------


def leaked(history: History, stored: Stored) -> Iterator[str]:
    """Somebody was told what was said after they were removed, or kept a socket of an old session.

    A passage is known from when somebody began to ask for it, so that whoever was let in again is
    never accused wrongly.
    """
    gaps = _absences(history.passages, stored)
    for frame in _of_this_epoch(history):
        for absence in gaps.get((frame.room, frame.person), ()):
            told = [s.changed_seq for s in frame.sights if absence.holds(s.changed_seq, frame.at)]
            if told:
                yield f"{_named(frame)} told person {frame.person} {told}, removed as of {absence}"
    for revocation in history.revocations:
        late = revocation.at + REVOKED_SECONDS + SLACK_SECONDS
        if revocation.closed is None or revocation.closed > late:
            yield f"the socket of client {revocation.client} outlived its session: {revocation}"


class Absence(NamedTuple):
    """The numbers in (out, back) were not for this person until `until`."""

    out: int
    back: float
    until: float

    def holds(self, number: int, at: float) -> bool:
        """Return whether telling the person this number at this time was wrong."""
        return self.out < number < self.back and at < self.until


def _absences(passages: Iterable[Passage], stored: Stored) -> dict[tuple[int, int], list[Absence]]:
    asked: dict[tuple[int, int], list[Passage]] = defaultdict(list)
    for passage in passages:
        asked[passage.room, passage.person].append(passage)
    lines: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in sorted(stored.rows, key=lambda row: row.seq):
        if row.kind in ENTERS | PARTS and row.room in stored.private:
            lines[row.room, row.subject or row.author].append(row)
    return {key: list(_gaps(found, _entries(asked.get(key, [])))) for key, found in lines.items()}


def _entries(passages: Iterable[Passage]) -> list[float]:
    """When each run of attempts to let the person in began; a run makes one line at most."""
    return [
        passage.at
        for before, passage in zip([None, *passages], passages, strict=False)
        if passage.into and (before is None or not before.into)
    ]


def _gaps(lines: list[Row], entries: list[float]) -> Iterator[Absence]:
    out: Row | None = None
    came_back = 0
    for line in lines:
        if line.kind in PARTS:
            out = line
        elif out is not None:
            yield Absence(out.seq, line.seq, (entries[came_back:] or [0.0])[0])
            came_back, out = came_back + 1, None
    if out is not None:
        yield Absence(out.seq, float("inf"), (entries[came_back:] or [float("inf")])[0])


# --- It heals -------------------------------------------------------------------------------


def diverged(history: History, stored: Stored) -> Iterator[str]:
    """What a client holds in the end is not what a fresh one is told."""
    for view in history.views:
        if view.cursor != stored.heads[view.room]:
            yield f"{_viewer(view)} stands at {view.cursor}, the room at {stored.heads[view.room]}"
            continue
        fresh = stored.fresh[view.room]
        after = {key for key, one in fresh.items() if one["seq"] > view.since}
        wrong = [key for key in after | view.messages.keys() if _differ(fresh, view.messages, key)]
        if wrong:
            shown, told = view.messages.get(wrong[0]), fresh.get(wrong[0])
            yield f"{_viewer(view)} holds {len(wrong)} wrongly, such as {shown}, fresh {told}"
    by_room = _by_room(stored)
    for room, told_room in stored.fresh.items():
        rows = {row.id: row for row in by_room[room]}
        if told_room.keys() != rows.keys():
            yield f"a fresh client of room {room} is told {len(told_room)} of {len(rows)} messages"
        for key in told_room.keys() & rows.keys():
            if (told_room[key]["body"], told_room[key]["changed_seq"]) != _as_told(rows[key]):
                yield f"a fresh client is told {told_room[key]}, stored is {rows[key]}"


def _as_told(row: Row) -> tuple[str, int]:
    return ("" if row.deleted else row.body), row.changed_seq


def _differ(fresh: dict[int, Facts], shown: dict[int, Facts], key: int) -> bool:
    return fresh.get(key) != shown.get(key)


def broken(history: History, _stored: Stored) -> Iterator[str]:
    """A fault of the server's: a close with 1011, or a good frame that was called a bad one."""
    yield from (f"client {end.client} got 1011" for end in history.endings if end.code == 1011)
    for refusal in history.refusals:
        if refusal.code not in REFUSALS:
            yield f"{refusal.nonce} was refused as {refusal.code}"


PROMISES: dict[str, Callable[[History, Stored], Iterator[str]]] = {
    "lost": lost,
    "duplicated": duplicated,
    "phantom": phantom,
    "skipped": skipped,
    "reordered": reordered,
    "leaked": leaked,
    "diverged": diverged,
    "broken": broken,
}


# --- Words ----------------------------------------------------------------------------------


def _named(frame: Delivery) -> str:
    return f"the frame ({frame.after}, {frame.upto}] of room {frame.room} to client {frame.client}"


def _viewer(view: View) -> str:
    return f"client {view.client} in room {view.room}"


def _several(counted: Counter[tuple]) -> Iterator[tuple[tuple, int]]:  # type: ignore[type-arg]
    return ((key, times) for key, times in counted.items() if times > 1)


def _went_with_the_dump(history: History, at: float) -> bool:
    """Whether this was told between the dump and its restoring: no dump can know of it."""
    if history.dumped_at is None or history.restored_at is None:
        return False
    return history.dumped_at <= at < history.restored_at


def _of_this_epoch(history: History) -> Iterator[Delivery]:
    since = history.restored_at or float("-inf")
    return (frame for frame in history.deliveries if frame.at >= since)
