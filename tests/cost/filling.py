"""Very many messages at once, by one statement for each kind of row, as nobody could post them."""

from django.db import connection

from chat.models import Membership, Room, RoomHead, User

NUMBERS = {
    "postgresql": "SELECT n FROM generate_series({first}, {last}) n",
    "sqlite": "WITH RECURSIVE counted(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM counted"
    " WHERE n < {last}) SELECT n FROM counted",
}
NONCE = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
EMPTY_LIST = {"postgresql": "'[]'::jsonb", "sqlite": "'[]'"}
FALSE = {"postgresql": "false", "sqlite": "0"}

MESSAGES = """
INSERT INTO chat_message (room_id, seq, changed_seq, kind, author_id, nonce, body, html, excerpt,
    mentions, mentions_all, created_at, edited_at, pinned_at, reply_to_id)
SELECT {room}, n, n + CASE WHEN n % 50 = 0 THEN {messages} ELSE 0 END,
    CASE WHEN n % 10 = 0 THEN 'joined' ELSE 'text' END, {first} + n % {people}, {nonce},
    'message ' || n, '<p>message ' || n || '</p>', 'message ' || n,
    {empty_list}, {false}, CURRENT_TIMESTAMP,
    CASE WHEN n % 50 = 0 THEN CURRENT_TIMESTAMP END,
    CASE WHEN n % 500 = 0 THEN CURRENT_TIMESTAMP END,
    CASE WHEN n % 50 = 25 THEN (SELECT MIN(id) FROM chat_message WHERE room_id = {room}) END
FROM ({numbers}) numbers
"""
REACTIONS = """
INSERT INTO chat_reaction (message_id, user_id, emoji, created_at)
SELECT id, {first}, '👍', CURRENT_TIMESTAMP FROM chat_message
WHERE room_id = {room} AND seq % 50 = 0
"""
MENTIONS = """
INSERT INTO chat_mention (message_id, room_id, seq, user_id)
SELECT id, room_id, seq, CASE WHEN seq % 3 = 0 THEN NULL ELSE {first} + seq % 2 END
FROM chat_message WHERE room_id = {room} AND seq % 5 = 0
"""
VERSIONS = """
INSERT INTO chat_version (message_id, body, replaced_at, hidden_with)
SELECT id, body, CURRENT_TIMESTAMP, 'room' FROM chat_message WHERE room_id = {room} AND seq % 50 = 0
"""


def fill(room: Room, people: list[User], messages: int) -> None:
    """Let the people, whose ids follow each other, have said so many things in the room.

    One in fifty was edited and has a reaction, another one is a reply, one in five calls somebody.
    """
    known = [membership.user_id for membership in room.memberships.all()]
    Membership.objects.bulk_create(
        Membership(room=room, user=person) for person in people if person.pk not in known
    )
    head = RoomHead.objects.get(room=room)
    _say(room, people, head.seq, 1)
    _say(room, people, head.seq + 1, messages - 1)
    RoomHead.objects.filter(room=room).update(seq=head.seq + 2 * messages)
    for statement in (REACTIONS, MENTIONS, VERSIONS):
        _run(statement, room=room.pk, first=people[0].pk)


def _say(room: Room, people: list[User], after: int, messages: int) -> None:
    vendor = connection.vendor
    _run(
        MESSAGES,
        room=room.pk,
        messages=messages + 1,
        people=len(people),
        first=people[0].pk,
        nonce=NONCE[vendor],
        empty_list=EMPTY_LIST[vendor],
        false=FALSE[vendor],
        numbers=NUMBERS[vendor].format(first=after + 1, last=after + messages),
    )


def _run(statement: str, **parts: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**parts))
