"""Everything that is stored about a person, as one file to download."""

import json
from collections.abc import Iterator
from typing import Any, cast

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from chat.models import (
    Block,
    Bookmark,
    HeldMessage,
    Message,
    Reaction,
    Report,
    Sanction,
    User,
    Version,
)
from chat.models.messages.message import SAID
from chat.web.account.views.accounts import confirmed
from chat.web.shell.limits import EXPORTS, reads_limited
from chat.web.shell.requests import SignedInRequest, signed_in

PROFILE = (
    *("username", "name", "email", "language", "time_zone", "hue", "status_emoji", "status_text"),
    *("date_joined", "last_login"),
)


@signed_in
@confirmed
@reads_limited("export", EXPORTS)
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """Stream the person's data, one line of JSON for each row."""
    disposition = {"Content-Disposition": 'attachment; filename="hiroba.jsonl"'}
    lines = (_line(kind, row) for kind, rows in _parts(request.user) for row in rows)
    file = StreamingHttpResponse(lines, content_type="application/x-ndjson", headers=disposition)
    return cast(HttpResponse, file)


def _line(kind: str, row: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, **row}, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"


def _parts(user: User) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    yield "profile", iter([{name: getattr(user, name) for name in PROFILE}])
    rooms = user.memberships.order_by("pk")
    yield "membership", _rows(rooms, "room__name", "room__slug", "role", "joined_at")
    messages = Message.objects.filter(author=user, kind__in=SAID, deleted_at=None).order_by("pk")
    yield "message", _rows(messages, "room__slug", "seq", "created_at", "edited_at", "body")
    earlier = Version.objects.filter(message__in=messages).order_by("pk")
    yield (
        "earlier_version",
        _rows(earlier, "message__room__slug", "message__seq", "replaced_at", "body"),
    )
    held = HeldMessage.objects.filter(author=user)
    yield "held_message", _rows(held, "room__slug", "created_at", "body")
    reactions = Reaction.objects.filter(user=user).order_by("pk")
    yield "reaction", _rows(reactions, "message__room__slug", "message__seq", "emoji", "created_at")
    kept = Bookmark.objects.filter(user=user).order_by("pk")
    named = ("message__room__slug", "message__seq", "note", "remind_at", "created_at")
    yield "bookmark", _rows(kept, *named)
    reports = Report.objects.filter(reporter=user)
    yield "report", _rows(reports, "case__message__seq", "reason", "note", "created_at")
    yield "block", _rows(Block.objects.filter(user=user), "blocked__username", "created_at")
    sanctions = Sanction.objects.filter(user=user).annotate(what=F("kind")).order_by("pk")
    yield "sanction", _rows(sanctions, "what", "reason", "until", "created_at", "lifted_at")
    removals = user.removals.order_by("pk")
    yield "removal", _rows(removals, "room__slug", "created_at")
    devices = apps.get_model("usersessions", "UserSession").objects.filter(user=user)
    yield "device", _rows(devices, "ip", "user_agent", "created_at", "last_seen_at")


def _rows(rows: QuerySet[Any], *names: str) -> Iterator[dict[str, Any]]:
    return rows.values(*names).iterator()
