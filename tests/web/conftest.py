"""Browsers of people who are signed in, and of visitors; limits start anew in each test."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from chat.models import Invitation, Room, SiteSettings, User


@pytest.fixture(autouse=True)
def _limits_start_anew():
    cache.clear()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def invitation(lobby: Room, alice: User) -> Invitation:
    return Invitation.objects.create(room=lobby, created_by=alice)


@pytest.fixture
def open_sign_up(db) -> None:
    SiteSettings.objects.create(sign_up=SiteSettings.SignUp.OPEN)


@pytest.fixture
def mona(db) -> User:
    """A moderator of the place who is no administrator."""
    mona = User.objects.create_user(username="mona", name="Mona", is_staff=True)
    mona.groups.add(Group.objects.get(name="Moderators"))
    return mona


@pytest.fixture
def root(db) -> User:
    """An administrator."""
    return User.objects.create_superuser(username="root", password="x")


@pytest.fixture
def desk(client, mona) -> Client:
    """The moderator's browser."""
    client.force_login(mona)
    return client
