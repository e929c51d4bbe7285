"""Queries that are compiled once: few of them, however many ids they are asked with."""

from itertools import product

import pytest
from django.db.models import F
from django.utils import timezone

from chat.models import Membership, Room, User
from chat.models.queries import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [User.objects.create(username=f"p{number}") for number in range(9)]


def test_any_number_of_ids_finds_exactly_their_rows(people):
    asked = Prepared[User](lambda ids: User.objects.filter(pk__in=ids).order_by("pk"))
    for count in range(1, 10):
        assert asked([one.pk for one in people[:count]]) == people[:count]


def test_a_thousand_different_numbers_of_ids_keep_eleven_queries():
    asked = Prepared[Room](lambda ids: Room.objects.filter(pk__in=ids))
    for count in range(1, 1_001):
        asked(range(count))
    assert len(asked._compiled) == 11


def test_two_collections_find_their_rows_with_what_is_joined(
    lobby, alice, bob, make_room, django_assert_num_queries
):
    asked = Prepared[Membership](
        lambda rooms, people: Membership.objects.with_voice().filter(
            room__in=rooms, user__in=people
        )
    )
    rooms, people = [lobby, *(make_room(alice, f"Room {number}") for number in range(2))], [alice]
    asked([room.pk for room in rooms], [alice.pk])
    with django_assert_num_queries(1):
        found = asked([room.pk for room in rooms], [alice.pk])
        there = {(one.room.name, one.user.username) for one in found}
    assert there == {(room.name, person.username) for room, person in product(rooms, people)}
    assert {one.is_deserted for one in found} == {False}


def test_what_is_annotated_comes_as_python_has_it(alice):
    moment = timezone.now()
    User.objects.filter(pk=alice.pk).update(muted_until=moment)
    asked = Prepared[User](lambda pk: User.objects.filter(pk=pk).annotate(ends=F("muted_until")))
    [found] = asked(alice.pk)
    assert vars(found)["ends"] == moment
