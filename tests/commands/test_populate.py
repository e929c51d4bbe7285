"""`manage.py populate`: people, a room and memberships as one JSON document."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chat.live.sessions.authentication import visitor_of
from chat.models import Membership, Message, Room, User

pytestmark = pytest.mark.django_db


def populate(*arguments: str, people: int = 3) -> dict[str, Any]:
    out = StringIO()
    call_command("populate", f"--people={people}", "--room=load", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_what_was_made_is_printed():
    told = populate()
    people = User.objects.order_by("pk")
    assert told == {
        "people": [{"id": person.pk, "username": person.username} for person in people],
        "rooms": [{"id": Room.objects.get().pk, "slug": "load"}],
    }
    assert [person["username"] for person in told["people"]] == [
        "person-00001",
        "person-00002",
        "person-00003",
    ]


def test_everybody_is_a_member():
    told = populate()
    members = Membership.objects.filter(room__slug="load").values_list("user_id", flat=True)
    assert set(members) == {person["id"] for person in told["people"]}


def test_half_of_the_names_are_japanese():
    populate(people=10)
    names = User.objects.values_list("name", flat=True)
    assert sum(not name.isascii() for name in names) == 5


def test_running_again_changes_nothing():
    before = populate()
    messages = Message.objects.count()
    assert populate() == before
    assert Message.objects.count() == messages


def test_running_with_more_people_adds_those_who_are_missing():
    before = populate(people=2)
    assert populate(people=4)["people"][:2] == before["people"]
    assert Membership.objects.count() == 4


def test_others_are_made_with_other_numbers():
    told = populate("--first=7", people=2)
    assert [person["username"] for person in told["people"]] == ["person-00007", "person-00008"]


def test_a_cookie_signs_in_on_pages():
    told = populate("--cookies")
    response = Client(headers={"cookie": told["people"][0]["cookie"]}).get("/rooms/load/")
    assert response.status_code == 200
    assert response.wsgi_request.user.username == "person-00001"


def test_a_cookie_signs_in_on_sockets():
    told = populate("--cookies")
    headers = [(b"cookie", told["people"][1]["cookie"].encode())]
    assert visitor_of({"headers": headers}).user.username == "person-00002"


def test_these_people_have_no_password():
    populate()
    assert not any(person.has_usable_password() for person in User.objects.all())


@pytest.mark.parametrize("people", [0, -1])
def test_nobody_is_too_few(people):
    with pytest.raises(CommandError, match="from 1 on"):
        populate(people=people)


def test_numbers_begin_with_one():
    with pytest.raises(CommandError, match="from 1 on"):
        populate("--first=0")
