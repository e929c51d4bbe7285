"""Queries that are compiled once: few of them, however many ids they are asked with."""

import pytest

from chat.models import Room, User
from chat.models.prepared import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [User.objects.create(username=f"p{number}") for number in range(9)]


def test_any_number_of_ids_finds_exactly_their_rows(people):
    asked = Prepared[User](lambda *ids: User.objects.filter(pk__in=ids).order_by("pk"))
    for count in range(1, 10):
        assert asked(*[one.pk for one in people[:count]]) == people[:count]


def test_a_thousand_different_numbers_of_ids_keep_eleven_queries():
    asked = Prepared[Room](lambda *ids: Room.objects.filter(pk__in=ids))
    for count in range(1, 1_001):
        asked(*range(count))
    assert len(asked._compiled) == 11
