"""More rooms for the cast: alice's private den has bob in it, and charlie knows nothing of it."""

import pytest
from django.contrib.auth.models import Group

from chat.actions.rooms.memberships import add_people
from chat.actions.rooms.rooms import create_room
from chat.models import Room, User
from tests.conftest import PASSWORD


@pytest.fixture
def den(alice: User, bob: User) -> Room:
    room = create_room(alice, "Den", kind=Room.Kind.PRIVATE)
    add_people(alice, room, [bob])
    return room


@pytest.fixture
def dave(db) -> User:
    return User.objects.create_user(username="dave", name="Dave", password=PASSWORD)


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser(username="root", password="x")


@pytest.fixture
def mona(db) -> User:
    """A moderator of the place."""
    mona = User.objects.create_user(username="mona", is_staff=True)
    mona.groups.add(Group.objects.get(name="Moderators"))
    return mona
