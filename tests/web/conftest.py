"""Browsers of people who are signed in, and of visitors; limits start anew in each test."""

from collections.abc import Callable

import pytest
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
