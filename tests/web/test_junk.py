"""What nobody means to send: answered by a page, never by a traceback."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(
    "body", [b"name=%00", b"name=%ED%A0%80", b"name=\xff\xfe", b"%", b"=" * 99]
)
def test_bytes_that_are_no_text_are_answered_by_the_form(signed_in, alice, body):
    answer = signed_in(alice).post(
        "/rooms/new/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (200, 302)


def test_too_many_fields_are_a_bad_request(signed_in, alice):
    browser = signed_in(alice)
    browser.raise_request_exception = False
    answer = browser.post("/rooms/new/", {f"field{number}": "" for number in range(1_100)})
    assert answer.status_code == 400
    assert "This request cannot be understood" in answer.content.decode()


@pytest.mark.parametrize(
    "key", ['"\\000aaaaaaaa"', '"\\355\\240\\200aaaaaaaa"', "x" * 4_000, "%00"]
)
def test_a_session_cookie_that_was_made_up_makes_a_visitor(client, alice, key):
    answer = client.get("/rooms/", headers={"cookie": f"sessionid={key}"})
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/rooms/?q=%00&page=%00",
        "/invite/%00/",
        f"/invite/{'x' * 65}/",
        "/accounts/confirm-email/MQ:1x:abc/",
        "/accounts/login/?next=%00",
        "/accounts/login/?next=%ED%A0%80",
        "/accounts/signup/?email=%00@x",
        "/accounts/login/code/confirm/",
        "/accounts/password/set/",
    ],
)
def test_addresses_that_were_made_up_are_no_fault_of_ours(client, signed_in, alice, address):
    assert client.get(address).status_code in (200, 302, 404)
    assert signed_in(alice).get(address).status_code in (200, 302, 404)


@pytest.mark.parametrize("junk", ["\0", "x" * 100_000, "\u202e", f"a@{'b' * 250}.example"])
@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_email",
        "account_reset_password",
        "account_change_password",
        "account_reauthenticate",
        "account_logout",
    ],
)
def test_junk_in_any_field_is_answered_by_a_page(signed_in, alice, name, junk):
    fields = ("login", "password", "email", "password1", "password2", "oldpassword", "next")
    for action in ("action_add", "action_send", "action_remove", "action_primary"):
        form = dict.fromkeys((*fields, action), junk)
        assert signed_in(alice).post(reverse(name), form).status_code in (200, 302)
