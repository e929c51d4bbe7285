"""A page that is loaded now: what the server says to somebody who asks for everything anew."""

import json
import re
from http import HTTPStatus
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client as Browser

from chat.models import Room
from tests.convergence.fold import Frame

FACTS = re.compile(r'<script id="facts" type="application/json">(.*?)</script>', re.DOTALL)
PAGE_LIMIT = 30


class Desk:
    """The browser of one person, signed in by the cookie of a session."""

    def __init__(self, cookie: str) -> None:
        name, _, value = cookie.partition("=")
        assert name == settings.SESSION_COOKIE_NAME
        self._browser = Browser()
        self._browser.cookies[name] = value

    async def facts_of(self, room_id: int) -> Frame | None:
        """Return what the room's page starts from; None when it is not there for this person."""
        return await sync_to_async(self._facts_of)(room_id)

    async def messages_of(self, room_id: int) -> list[Frame]:
        """Return the room's history, walked back through all its pages."""
        return await sync_to_async(self._messages_of)(room_id)

    def _facts_of(self, room_id: int) -> Frame | None:
        shown = self._browser.get(f"/rooms/{_slug(room_id)}/")
        if shown.status_code != HTTPStatus.OK:
            return None
        found = FACTS.search(shown.content.decode())
        assert found
        return json.loads(found[1])

    def _messages_of(self, room_id: int) -> list[Frame]:
        address = f"/rooms/{_slug(room_id)}/history/"
        messages: list[Frame] = []
        place: dict[str, Any] = {}
        while True:
            page = self._browser.get(address, {"limit": PAGE_LIMIT, **place}).json()
            messages = page["messages"] + messages
            if not page["older"]:
                return messages
            place = {"before": messages[0]["seq"]}


def _slug(room_id: int) -> str:
    return Room.objects.get(pk=room_id).slug
