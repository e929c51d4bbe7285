"""The cast: alice made the lobby, bob is a member of it, charlie is an outsider."""

import pytest

from chat.actions.memberships import join_room
from chat.actions.rooms import create_room
from chat.models import Room, User

PASSWORD = "correct horse battery staple"


@pytest.fixture
def alice(db) -> User:
    return User.objects.create_user(username="alice", name="Alice", password=PASSWORD)


@pytest.fixture
def lobby(alice) -> Room:
    return create_room(alice, "Lobby")


@pytest.fixture
def bob(lobby) -> User:
    bob = User.objects.create_user(username="bob", name="Bob", password=PASSWORD)
    join_room(bob, lobby)
    return bob


@pytest.fixture
def charlie(db) -> User:
    return User.objects.create_user(username="charlie", name="Charlie", password=PASSWORD)
