"""What every page promises: a strict policy, no forged forms, no tracebacks."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import Membership, Room, User


def test_the_policy_forbids_inline_code_everywhere(client, signed_in, alice, lobby):
    pages = [
        client.get(reverse("account_login")),
        client.get("/nowhere/"),
        client.get(reverse("room_join", args=["lobby"])),
        signed_in(alice).get(reverse("room", args=["lobby"])),
        signed_in(alice).get(reverse("room_history", args=["lobby"])),
    ]
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "camera=()" in page.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "address",
    ["/rooms/lobby/join/", "/rooms/lobby/leave/", "/rooms/lobby/post/", "/rooms/new/", "/account/"],
)
def test_a_forged_form_is_refused_with_a_plain_page(alice, lobby, address):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    answer = browser.post(address, {"name": "Forged", "body": "Forged"})

    assert answer.status_code == 403
    assert "This form has become too old" in answer.content.decode()
    assert Room.objects.get().name == "Lobby"
    assert Membership.objects.get().user == alice


@pytest.mark.parametrize("address", ["/accounts/login/", "/setup/", "/i18n/"])
def test_a_visitors_form_is_checked_too(db, address):
    assert Client(enforce_csrf_checks=True).post(address, {}).status_code == 403


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/rooms/lobby/join/"),
        ("get", "/rooms/lobby/leave/"),
        ("get", "/rooms/lobby/post/"),
        ("get", "/i18n/"),
        ("post", "/rooms/lobby/"),
        ("post", "/rooms/lobby/history/"),
        ("post", "/rooms/"),
        ("delete", "/rooms/new/"),
        ("put", "/account/"),
    ],
)
def test_the_wrong_method_is_refused(signed_in, alice, lobby, method, address):
    assert getattr(signed_in(alice), method)(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    ["/rooms/", "/rooms/new/", "/rooms/lobby/", "/rooms/lobby/members/", "/account/"],
)
def test_visitors_are_sent_to_sign_in(client, lobby, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_a_form_of_somebody_who_was_signed_out_leads_back_to_a_page(client, lobby):
    answer = client.post("/rooms/lobby/post/", {"body": "Hello"})
    assert answer.headers["Location"] == "/accounts/login/?next=/"


def test_a_closed_account_is_a_visitor(signed_in, alice, lobby):
    browser = signed_in(alice)
    User.objects.update(is_active=False)
    assert browser.get("/rooms/lobby/").status_code == 302


def test_a_person_who_is_not_staff_gets_no_administration(signed_in, charlie):
    answer = signed_in(charlie).get("/admin/")
    assert answer.status_code in (302, 403)
    assert signed_in(charlie).get(reverse("admin:login")).status_code == 403


def test_a_fault_of_ours_gets_a_page_that_needs_nothing(client, db, monkeypatch):
    monkeypatch.setattr("chat.models.User.objects.able_to_sign_in", lambda: 1 / 0)
    client.raise_request_exception = False
    answer = client.get(reverse("setup"))
    assert answer.status_code == 500
    assert "Something is broken here" in answer.content.decode()
