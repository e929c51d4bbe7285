"""The rules in force: cached by each process, changed by administrators and moderators."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat.access.rules import EMPTY, STRICTEST_FIRST, Book, Pattern
from chat.actions.moderation.audit import Note, record
from chat.models import Filter, Message, RuleBook, User
from chat.models.messages.message import SAID
from chat.text.matching import reading_of_html

VERSION_BITS = 62
TRIED_MESSAGES = 5_000
TRIED_SHOWN = 50
TRIED_AT_ONCE = 100
TRIED_CHARS = 4_000_000

_cached = EMPTY


def book(version: int | None) -> Book:
    """Return the rules of this version, which every membership carries (`with_voice`).

    They are fetched when the cached version differs: a changed rule holds from the next message
    on, in every process, and an unchanged one costs no query.
    """
    global _cached
    if _cached.version != (version or EMPTY.version):
        _cached = _read() if version else EMPTY
    return _cached


def cached() -> Book:
    """Return the rules that this process has cached, which may be out of date."""
    return _cached


def current() -> Book:
    """Return the rules in force now, for callers without a membership."""
    return book(RuleBook.current().version)


def _read() -> Book:
    rules = RuleBook.current()
    filters = Filter.objects.filter(is_on=True)
    strictest = sorted(filters, key=lambda one: STRICTEST_FIRST.index(Filter.Action(one.action)))
    return Book(
        rules.version,
        rules.newcomer_days,
        rules.newcomer_may_link,
        rules.newcomer_per_minute,
        tuple(map(_pattern, strictest)),
    )


def _pattern(one: Filter) -> Pattern:
    return Pattern(one.pk or 0, one.kind, one.pattern, one.action, one.newcomers_only)


# --- Changing them --------------------------------------------------------------------------


def store_rules(moderator: User, rules: RuleBook, fields: Collection[str]) -> None:
    """Store these fields of the one row of rules."""
    with transaction.atomic():
        stored, _ = RuleBook.objects.get_or_create(pk=1)
        before = {name: getattr(stored, name) for name in fields}
        after = {name: getattr(rules, name) for name in fields}
        RuleBook.objects.filter(pk=1).update(**after)
        _renew()
        record(moderator, "rules", Note(before=before, after=after))


def store_filter(moderator: User, one: Filter) -> None:
    """Store a new or changed filter."""
    with transaction.atomic():
        before = _logged_fields(Filter.objects.filter(pk=one.pk).first()) if one.pk else {}
        if one.pk:
            one.save(update_fields=[*_logged_fields(one), "note"])
        else:
            one.save(force_insert=True)
        _renew()
        record(moderator, "filter", Note(before=before, after=_logged_fields(one)))


def delete_filters(moderator: User, filters: Iterable[Filter]) -> None:
    """Delete these filters."""
    with transaction.atomic():
        for one in filters:
            record(moderator, "filter", Note(before=_logged_fields(one)))
            one.delete()
        _renew()


def _logged_fields(one: Filter | None) -> dict[str, object]:
    names = ("kind", "pattern", "action", "newcomers_only", "is_on")
    return {name: getattr(one, name) for name in names} if one else {}


def _renew() -> None:
    version = secrets.randbits(VERSION_BITS) or 1
    RuleBook.objects.update_or_create(pk=1, defaults={"version": version})


# --- Trying a filter ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """What a filter would have caught: `found` of the newest `looked_at`, some of them `shown`."""

    looked_at: int
    found: int
    shown: list[Message]


def try_filter(one: Filter, since: datetime | None = None) -> Trial:
    """Return what this filter would have caught among the newest messages of public rooms.

    It looks at no more than `TRIED_MESSAGES` messages and `TRIED_CHARS` characters.
    """
    since = since or timezone.now() - timedelta(days=90)
    messages = Message.objects.filter(
        kind__in=SAID,
        deleted_at=None,
        created_at__gt=since,
        room__kind="public",
        seq__gt=F("room__open_from"),
    )
    newest = messages.select_related("author", "room").order_by("-pk")[:TRIED_MESSAGES]
    pattern = _pattern(one)
    looked_at, chars, found = 0, 0, []
    for message in newest.iterator(chunk_size=TRIED_AT_ONCE):
        looked_at += 1
        chars += len(message.body) + len(message.html)
        if pattern.is_in(reading_of_html(message.body, message.html)):
            found.append(message)
        if chars > TRIED_CHARS:
            break
    return Trial(looked_at, len(found), found[:TRIED_SHOWN])
