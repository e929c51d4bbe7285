"""Where others can reach a new place, setting it up needs the link that a command prints."""

from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.actions.people.newcomers import make_set_up_link
from chat.models import SetUpLink, User
from tests.web.test_setup import FILLED_IN


@pytest.fixture(autouse=True)
def _reachable(settings):
    settings.SET_UP_BY_LINK = True


def printed() -> str:
    out = StringIO()
    call_command("setup_link", stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def path() -> str:
    return urlsplit(printed()).path


@pytest.mark.parametrize("end", ["", "wrong/", "x" * 43 + "/"])
def test_without_the_link_nobody_sets_this_up_and_all_wrong_ones_are_answered_alike(
    db, client, end
):
    path()
    answer = client.get(reverse("setup") + end)
    assert answer.status_code == 403
    assert answer.templates[0].name == "chat/setup_closed.html"
    assert b"setup_link" in answer.content
    assert client.post(reverse("setup") + end, FILLED_IN).status_code == 403
    assert not User.objects.exists()


def test_by_the_link_the_first_administrator_is_made(db, client):
    link = path()
    assert client.get(link).status_code == 200
    client.post(link, FILLED_IN)
    assert User.objects.get().is_superuser


def test_the_secret_of_the_link_is_not_kept(db):
    token = make_set_up_link()
    assert token not in str(SetUpLink.objects.values().get())


def test_a_new_link_ends_the_one_before(db, client):
    old, new = path(), path()
    assert client.get(old).status_code == 403
    assert client.get(new).status_code == 200


def test_a_link_ends_after_a_day(db, client):
    link = path()
    SetUpLink.objects.update(created_at=timezone.now() - timedelta(hours=24))
    assert client.get(link).status_code == 403
    assert client.post(link, FILLED_IN).status_code == 403


def test_a_link_is_good_once(db, client):
    link = path()
    client.post(link, FILLED_IN)
    assert Client().get(link).status_code == 404
    assert not SetUpLink.objects.exists()
    User.objects.update(password="!", is_superuser=False)
    assert Client().get(link).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_link_one_becomes_the_administrator():
    link, start = path(), Barrier(2)

    def visit(username: str) -> None:
        start.wait(timeout=60)
        Client().post(link, FILLED_IN | {"username": username})
        connection.close()

    visitors = [Thread(target=visit, args=[name]) for name in ("alice", "mallory")]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(timeout=60)
    assert User.objects.count() == 1


def test_no_link_is_made_once_somebody_can_sign_in(alice):
    with pytest.raises(CommandError, match="set up already"):
        printed()


def test_guessing_has_a_limit(db, client):
    statuses = {client.get(f"/setup/guess-{number}/").status_code for number in range(25)}
    assert statuses == {403, 429}


def test_the_link_names_this_place(db, settings):
    settings.ALLOWED_HOSTS, settings.BEHIND_TLS = ["chat.example.org"], True
    assert printed().startswith("https://chat.example.org/setup/")
    settings.ALLOWED_HOSTS, settings.BEHIND_TLS, settings.PORT = ["*"], False, 8001
    assert printed().startswith("http://127.0.0.1:8001/setup/")


def test_in_a_development_run_the_first_visit_makes_the_administrator(db, client, settings):
    settings.SET_UP_BY_LINK = False
    assert client.get(reverse("setup")).status_code == 200
