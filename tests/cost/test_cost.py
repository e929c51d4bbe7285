"""In a room of very many messages, nothing costs more than in one of a thousand.

Every read that a page or a frame does is looked at in the database: how many queries it takes, what
each of them touches. Whatever goes through all messages, or sorts them, touches far more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.access import visibility
from chat.actions.messages.reading import mark_read, mark_unread
from chat.actions.rooms.rooms import create_room
from chat.live.presence.welcome import Place, greet
from chat.log import journal, user_events
from chat.models import Membership, Message, Room, User
from tests.cost.filling import fill
from tests.cost.measuring import Query, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked_before")]

FEW, MANY = 1_000, 150_000
ROOMS, PEOPLE = 5, 200
WORK_MAX = {"postgresql": 10_000, "sqlite": 120_000}


@dataclass(frozen=True)
class Square:
    """Two rooms of the same people, a small one and a large one, among others."""

    alice: User
    small: Room
    large: Room

    def head(self) -> int:
        return Message.objects.filter(room=self.large).latest("seq").seq


@pytest.fixture(scope="module")
def square(django_db_setup, django_db_blocker) -> Iterator[Square]:
    """Nothing of it is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _square()
        transaction.set_rollback(True)


def _square() -> Square:
    people = [User(username=f"p{number:03}", name=f"Person {number}") for number in range(PEOPLE)]
    User.objects.bulk_create(people)
    alice = people[0]
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    small, large, *others = [create_room(alice, f"Room {number}") for number in range(ROOMS)]
    fill(small, people, FEW)
    fill(large, people, MANY)
    for room in others:
        fill(room, people, FEW)
    connection.check_constraints()  # once: PostgreSQL keeps what is unchecked for after each test
    if connection.vendor == "postgresql":  # which has it done by itself; SQLite has not
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Square(User.objects.get(pk=alice.pk), small, large)


@pytest.fixture(scope="module")
def browser(square: Square) -> Client:
    client = Client()
    client.force_login(square.alice)
    return client


def cost(call: Callable[..., Any], *arguments: Any) -> list[Query]:
    """Return what a call asked, and hold each query to what it may touch."""
    asked = queries(call, *arguments)
    for query in asked:
        told = f"{query.work} of work:\n{query.sql}\n{query.plan}"
        assert query.work <= WORK_MAX[connection.vendor], told
    return asked


# --- What the page and the frames read --------------------------------------------------------


READS: dict[str, Callable[[Square, Room], Any]] = {
    "the newest page": lambda square, room: journal.page(room.pk).facts(),
    "a page before": lambda square, room: journal.page(room.pk, before=500).facts(),
    "a page after": lambda square, room: journal.page(room.pk, after=500).facts(),
    "a page around": lambda square, room: journal.page(room.pk, around=500).facts(),
    "a page from a floor on": lambda square, room: journal.page(room.pk, floor=400).facts(),
    "the first changes": lambda square, room: journal.since(room.pk, 0, 2**40, 200),
    "the last changes": lambda square, room: journal.since(room.pk, 990, 2**40, 200),
    "the pins": lambda square, room: journal.pins(room.pk, 0, 100),
    "heads": lambda square, room: journal.heads([square.small.pk, square.large.pk]),
    "a way in": lambda square, room: visibility.entrances(square.alice, [room.pk]),
    "who may read": lambda square, room: visibility.readers(room.pk, [square.alice.pk]),
    "the rooms with their counts": lambda square, room: visibility.joined_rooms(square.alice),
    "a greeting": lambda square, room: greet(Place(), square.alice, [room.pk]).facts(),
    "reading on": lambda square, room: mark_read(square.alice.pk, room.pk, 600),
    "unread again": lambda square, room: mark_unread(square.alice.pk, room.pk, 2),
    "notices": lambda square, room: (user_events.since(timezone.now()), user_events.people_head()),
    "people who changed": lambda square, room: user_events.people_since(0, 100, 100),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_costs_the_same_in_a_small_and_in_a_large_room(square, name):
    for room in (square.small, square.large):
        assert len(cost(READS[name], square, room)) <= 12


def test_what_is_unread_costs_the_same_wherever_one_stands(square):
    mine = Membership.objects.filter(user=square.alice, room=square.large)
    for read in (0, square.head() // 2, square.head() - 1, 10 * MANY):
        mine.update(read_seq=read)
        cost(visibility.joined_rooms, square.alice)


# --- Pages ------------------------------------------------------------------------------------


PLACES = ["", "?before=500", "?after=500", "?around=500", "?after=0"]


@pytest.mark.parametrize("address", ["room", "room_history"])
@pytest.mark.parametrize("place", PLACES)
def test_the_page_of_a_room_costs_the_same(square, browser, address, place):
    for room in (square.small, square.large):
        path = reverse(address, args=[room.slug]) + place
        assert len(cost(_get, browser, path)) <= 29


PAGES = {
    "home": 10,
    "rooms": 13,
    "rooms_archived": 13,
    "admin:chat_message_changelist": 16,
    "admin:chat_version_changelist": 16,
    "admin:chat_room_changelist": 16,
    "admin:chat_roomhead_changelist": 16,
    "admin:chat_membership_changelist": 16,
    "admin:chat_user_changelist": 16,
    "admin:desk_rooms": 18,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_list_takes_a_few_queries_and_reads_no_table_of_messages_whole(browser, name):
    assert len(cost(_get, browser, reverse(name))) <= PAGES[name]


@pytest.mark.parametrize(
    "name", ["room_people", "room_pins", "room_members", "room_settings", "room_add"]
)
def test_what_belongs_to_a_room_costs_the_same(square, browser, name):
    for room in (square.small, square.large):
        assert len(cost(_get, browser, reverse(name, args=[room.slug]))) <= 20


def _get(browser: Client, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code in (200, 302), address
