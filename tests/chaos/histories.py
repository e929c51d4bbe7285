"""Hand-made histories: three people in a private room, and what a defect would make of it."""

from typing import Any

from chaos.history import (
    Ack,
    Attempt,
    Delivery,
    Facts,
    History,
    Passage,
    Row,
    Sight,
    Stored,
    View,
)

ROOM = 5
ALICE, BOB, CHARLIE = 1, 2, 3


def facts(row: Row) -> Facts:
    """Return what a client is told of a row."""
    return {
        "id": row.id,
        "seq": row.seq,
        "changed_seq": row.changed_seq,
        "body": "" if row.deleted else row.body,
        "reactions": [],
    }


def row(number: int, author: int, body: str = "", **other: Any) -> Row:
    """Return a message with this id, place and last change."""
    given = {
        "id": number,
        "room": ROOM,
        "seq": number,
        "changed_seq": number,
        "kind": "text",
        "author": author,
        "subject": None,
        "nonce": f"n{number}",
        "body": body,
        "deleted": False,
    }
    return Row(**{**given, **other})


def said(number: int, person: int, body: str, at: float) -> Attempt:
    """Return the attempt that became `row(number, …)`."""
    return Attempt(f"n{number}", person, ROOM, "message", at, body)


def frame(client: int, after: int, rows: list[Row], at: float, **other: Any) -> Delivery:
    """Return the frame that brings these rows."""
    sights = [Sight(one.id, one.seq, one.changed_seq) for one in rows]
    upto = rows[-1].changed_seq if rows else after
    given = {"cursor": after, "after": after, "upto": upto}
    return Delivery(
        client=client, person=client, room=ROOM, at=at, sights=sights, **{**given, **other}
    )


def quiet() -> tuple[History, Stored]:
    """Return a run in which all was well: said, seen, removed, let in again."""
    rows = [
        row(1, ALICE, kind="joined"),
        row(2, ALICE, "one"),
        row(3, BOB, "two"),
        row(4, ALICE, kind="removed", subject=CHARLIE),
        row(5, ALICE, "three"),
        row(6, ALICE, kind="added", subject=CHARLIE),
    ]
    history = History(
        attempts=[
            said(2, ALICE, "one", 1.0),
            said(3, BOB, "two", 2.0),
            said(5, ALICE, "three", 4.0),
        ],
        acks=[Ack("n2", 2, 2, 1.1), Ack("n3", 3, 3, 2.1), Ack("n5", 5, 5, 4.1)],
        passages=[Passage(ROOM, CHARLIE, False, 3.0), Passage(ROOM, CHARLIE, True, 5.0)],
    )
    for client in (ALICE, BOB):
        history.deliveries += [frame(client, 0, rows[:3], 2.2), frame(client, 3, rows[3:], 5.2)]
    history.deliveries += [frame(CHARLIE, 0, rows[:4], 3.2), frame(CHARLIE, 4, rows[4:], 5.2)]
    stored = Stored(rows, {ROOM: 6}, {ROOM}, {ROOM: {one.id: facts(one) for one in rows}})
    history.views = [
        View(client, client, ROOM, 6, 0, 6, dict(stored.fresh[ROOM]))
        for client in (ALICE, BOB, CHARLIE)
    ]
    return history, stored
