"""Many people at once, for logs, demos, tests and load: accounts and sessions without forms."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from chat.models import User
from chat.models.people.user import NAME_MAX_CHARS
from chat.text.markdown.lines import shows_itself, tidy
from chat.text.names.folding import lookup_key
from chat.text.names.reserved import is_reserved
from chat.text.names.visible import is_visible

BATCH = 500
KEPT_CHAR = re.compile(r"[\w.\-\[\]\\`^{|}]")
STAND_IN = "+log"


def add_people(names: Mapping[str, str]) -> list[User]:
    """Create an account for each username that has none, with this display name and no password.

    Return the people of all these usernames, ignoring case, in this order.
    """
    people = {person.folded_username: person for person in User.objects.called(*names)}
    new = []
    for username, name in names.items():
        if lookup_key(username) not in people:
            new.append(User(username=username, name=name, password=make_password(None)))
            people[lookup_key(username)] = new[-1]
    User.objects.bulk_create(new, batch_size=BATCH)
    return [people[lookup_key(username)] for username in names]


def fold_unfolded() -> None:
    """Fill in the folded names of people who signed up under an older release during an upgrade."""
    for person in User.objects.filter(folded_username="")[:BATCH]:
        with (
            suppress(IntegrityError),
            transaction.atomic(),
        ):  # found by its exact name
            person.save(update_fields=["username", "name"])


# --- The people of a log --------------------------------------------------------------------


def username_of(nick: str) -> str:
    """Return a valid username for the nick, a different one for every nick."""
    return "".join(
        char if KEPT_CHAR.match(char) and is_visible(char) else f"+{ord(char):x}+"
        for char in unicodedata.normalize("NFKC", nick)
    )


def people_of_log(nicks: Iterable[str]) -> dict[str, User]:
    """Return the account that stands for each of these nicks, created where there is none.

    Never an account that can sign in: a log's messages are not theirs, and a stand-in takes their
    place. So it does for a nick that mentions everybody, or looks official.
    """
    plain = {nick: username_of(nick) for nick in nicks}
    residents = User.objects.able_to_sign_in() & User.objects.called(*plain.values())
    taken = {person.folded_username for person in residents}
    usernames = {
        nick: username if _is_free(username, taken) else username + STAND_IN
        for nick, username in plain.items()
    }
    names = {username: _name_of(nick) for nick, username in usernames.items()}
    people = dict(zip(names, add_people(names), strict=True))
    return {nick: people[username] for nick, username in usernames.items()}


def _is_free(username: str, taken: Collection[str]) -> bool:
    return lookup_key(username) not in taken and not is_reserved(username)


def _name_of(nick: str) -> str:
    """The nick as a display name; empty, which shows the username, if nothing of it is visible."""
    name = tidy(nick)[:NAME_MAX_CHARS]
    return name if shows_itself(name) else ""


def possible_people_of_log(nicks: Iterable[str]) -> QuerySet[User]:
    """Return all accounts that ever stood for these nicks; some may be able to sign in by now."""
    plain = [username_of(nick) for nick in nicks]
    return User.objects.called(*plain, *(username + STAND_IN for username in plain))


def nick_of(person: User) -> str:
    """Return the folded nick of one of these people."""
    return person.folded_username.removesuffix(STAND_IN)


# --- Sessions -------------------------------------------------------------------------------


def sign_in_people(people: Sequence[User]) -> list[str]:
    """Open a session for each of these people and return the sessions' keys, in this order."""
    expires = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    store = _sessions()
    opened = [
        store.model(
            session_key=store._get_new_session_key(),
            session_data=store.encode(_signed_in(person)),
            expire_date=expires,
        )
        for person in people
    ]
    store.model.objects.bulk_create(opened, batch_size=BATCH)
    return [session.session_key for session in opened]


def cookie(session_key: str) -> str:
    """Return the Cookie header that brings this session."""
    return f"{settings.SESSION_COOKIE_NAME}={session_key}"


def sign_out_sessions(keys: Collection[str]) -> None:
    """End these sessions."""
    _sessions().model.objects.filter(session_key__in=keys).delete()


def _sessions() -> Any:
    """The session store of the settings, which has to be one in the database."""
    return import_module(settings.SESSION_ENGINE).SessionStore()


def _signed_in(person: User) -> dict[str, str]:
    """What signing in by form leaves in a session."""
    return {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
