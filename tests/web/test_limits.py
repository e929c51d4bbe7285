"""What one person, or one address, may do by form in a short time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from chat.log import user_events
from chat.models import Block, Message, User
from chat.web.shell.limits import Rate, limited, visitors_limited

pytestmark = pytest.mark.django_db


def statuses(browser: Client, name: str, times: int, *args: object, **form: object) -> list[int]:
    address = reverse(name, args=args)
    return [browser.post(address, form).status_code for _ in range(times)]


def done_before_429(browser: Client, page: str, *args: object, **form: object) -> int:
    """How often it can be done at once."""
    address = reverse(page, args=args)
    return next(n for n in range(100) if browser.post(address, form).status_code == 429)


def asked(user: User, method: str = "post", **options):
    request = getattr(RequestFactory(), method)("/", **options)
    request.user = user
    return request


@limited("try", Rate(2, 60))
def tried(request) -> HttpResponse:
    return HttpResponse("done")


# --- What is limited ------------------------------------------------------------------------


def test_joining_and_leaving_end_in_lines_that_can_be_read(signed_in, lobby, charlie):
    browser = signed_in(charlie)
    answers = []
    for _ in range(10):
        answers += statuses(browser, "room_join", 1, lobby.slug)
        answers += statuses(browser, "room_leave", 1, lobby.slug)
    assert answers[-1] == 429
    assert Message.objects.filter(author=charlie).count() <= 12


def test_a_profile_changes_so_often_and_no_more(signed_in, alice):
    browser, before = signed_in(alice), user_events.people_head()
    for number in range(20):
        answer = browser.post(reverse("account"), {"name": f"Alice {number}"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert user_events.people_head() - before <= 10


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("room_settings", {"name": "Lobby"}),
        ("room_set_history", {"history": "all"}),
        ("room_make_private", {}),
        ("room_make_public", {}),
        ("room_archive", {}),
        ("room_reopen", {}),
        ("room_lock", {}),
        ("room_unlock", {}),
        ("room_slow", {"seconds": 5}),
        ("room_transfer", {"person": "bob"}),
        ("room_invitations", {"lasting": "1", "uses": "1"}),
        ("room_add", {"people": "bob"}),
    ],
)
def test_a_room_changes_so_often_and_no_more(signed_in, alice, bob, lobby, name, form):
    assert 20 <= done_before_429(signed_in(alice), name, lobby.slug, **form) <= 60


def test_turning_a_room_this_way_and_that_counts_together(signed_in, alice, lobby):
    browser = signed_in(alice)
    for _ in range(15):
        statuses(browser, "room_lock", 1, lobby.slug)
        answers = statuses(browser, "room_unlock", 1, lobby.slug)
    assert answers == [429]


def test_blocking_and_unblocking_has_an_end(signed_in, alice, bob):
    assert done_before_429(signed_in(alice), "people_block", "bob") == 30
    assert Block.objects.count() == 1


def test_a_link_is_followed_from_one_address_so_often_and_no_more(client, invitation):
    assert done_before_429(client, "invitation", invitation.token) == 60


# --- How ------------------------------------------------------------------------------------


def test_only_what_is_sent_counts(alice):
    assert {tried(asked(alice, "get")).status_code for _ in range(5)} == {200}


def test_each_person_has_a_share_of_their_own(alice, charlie):
    assert [tried(asked(alice)).status_code for _ in range(3)] == [200, 200, 429]
    assert tried(asked(charlie)).status_code == 200


def test_each_address_has_a_share_of_its_own(alice):
    view = visitors_limited("look", Rate(1, 60))(lambda request: HttpResponse())
    assert view(asked(alice, REMOTE_ADDR="192.0.2.1")).status_code == 200
    assert view(asked(alice, REMOTE_ADDR="192.0.2.1")).status_code == 429
    assert view(asked(alice, REMOTE_ADDR="192.0.2.2")).status_code == 200


def test_after_its_time_it_can_be_done_again(alice, monkeypatch):
    view = limited("soon", Rate(1, 1))(lambda request: HttpResponse())
    assert [view(asked(alice)).status_code for _ in range(2)] == [200, 429]
    cache.delete(f"limit:soon:user:{alice.pk}:1/1")  # as the cache does when the time is over
    assert view(asked(alice)).status_code == 200


def test_a_script_is_answered_in_json(alice):
    for _ in range(3):
        answer = tried(asked(alice, headers={"X-Requested-With": "fetch"}))
    assert answer.status_code == 429
    assert b'"code": "rate_limited"' in answer.content
    assert b'"retry_after": 60' in answer.content


def test_many_at_the_same_moment_are_as_many(alice):
    view = limited("burst", Rate(10, 60))(lambda request: HttpResponse())
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: view(asked(alice)).status_code, range(80)))
    assert answers.count(200) == 10


def test_without_limits_nothing_is_counted(alice, settings):
    settings.RATE_LIMITS = False
    assert {tried(asked(alice)).status_code for _ in range(5)} == {200}


def test_a_window_that_ends_meanwhile_lets_through(alice, monkeypatch):
    monkeypatch.setattr("chat.web.shell.limits.cache.incr", _forgotten)
    assert tried(asked(alice)).status_code == 200


def _forgotten(key: str) -> int:
    raise ValueError(key)
