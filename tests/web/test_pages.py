"""Every page, in every language."""

import pytest
from django.urls import reverse

from chat.models import Invitation, SiteSettings

LANGUAGES = ["en", "ja"]
FOR_VISITORS = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
]
FOR_PEOPLE = [
    "rooms",
    "room_new",
    "account",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
]
OF_A_ROOM = ["room", "room_members", "room_invitations"]


@pytest.fixture(autouse=True)
def named_place(db):
    SiteSettings.objects.create(name="みんなの<広場>")


def assert_is_whole(answer, language: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    assert "みんなの&lt;広場&gt;" in page
    assert "allauth" not in page
    assert "style=" not in page
    assert "{%" not in page
    assert "None" not in page.replace("None. Without", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FOR_VISITORS)
def test_visitors_get_whole_pages(client, alice, name, language):
    assert_is_whole(client.get(reverse(name), headers={"accept-language": language}), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_people_get_whole_pages(signed_in, alice, name, language):
    answer = signed_in(alice).get(reverse(name), headers={"accept-language": language})
    assert_is_whole(answer, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_A_ROOM)
def test_rooms_have_whole_pages(signed_in, alice, lobby, name, language):
    Invitation.objects.create(room=lobby, created_by=alice)
    address = reverse(name, args=[lobby.slug])
    assert_is_whole(signed_in(alice).get(address, headers={"accept-language": language}), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_open_sign_up_form_is_a_whole_page(client, alice, language):
    SiteSettings.objects.update(sign_up="open")
    answer = client.get(reverse("account_signup"), headers={"accept-language": language})
    assert "password2" in answer.context["form"].fields
    assert_is_whole(answer, language)


def test_what_people_write_is_shown_as_text(signed_in, alice, lobby):
    alice.name = "<script>alice</script>"
    alice.save(update_fields=["name"])
    answer = signed_in(alice).get(reverse("room_members", args=[lobby.slug]))
    assert "<script>alice" not in answer.content.decode()
