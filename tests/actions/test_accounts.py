"""What people do with their own account, and what becomes of them when they leave."""

from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate

from chat.actions.messages.posting import Send, post_message
from chat.actions.people.accounts import (
    Profile,
    deactivate,
    delete_account,
    set_password,
    update_profile,
)
from chat.actions.people.bulk import sign_in_people
from chat.actions.refusal import Refused
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.invitations import invite
from chat.actions.rooms.memberships import set_role
from chat.log import loader, user_events
from chat.models import Invitation, Membership, Message, Notice, Room, User
from tests.conftest import PASSWORD

NONCE = UUID("c0ffee00-0000-4000-8000-000000000001")


def was_signed_out(user: User) -> bool:
    """Whether the person's sockets were told to look at their sessions again."""
    return Notice.objects.filter(user=user, kind=Notice.Kind.SIGNED_OUT).exists()


# --- Profile --------------------------------------------------------------------------------


def test_what_others_see_reaches_their_pages(alice):
    before = user_events.people_head()
    update_profile(alice, Profile("アリス", 3, "🍱", "お昼", "ja", "Asia/Tokyo"))

    [told] = user_events.people_since(before, user_events.people_head(), 10)
    assert told.profile() == {
        "id": alice.pk,
        "username": "alice",
        "name": "アリス",
        "hue": 3,
        "gone": False,
        "closed": False,
        "status_emoji": "🍱",
        "status_text": "お昼",
    }


def test_what_does_not_show_is_taken_out(alice):
    update_profile(alice, Profile("Ali\u200bce\u3164", status_text="\u202eout\u2060"))
    alice.refresh_from_db()
    assert (alice.name, alice.status_text) == ("Alice", "out")


@pytest.mark.parametrize("shown", ["\u3164", "\u2800\u115f", "\u00ad", "\ufe0f", "\u0301"])
@pytest.mark.parametrize("field", ["name", "status_text"])
def test_what_shows_nothing_is_refused(alice, field, shown):
    with pytest.raises(Refused) as caught:
        update_profile(alice, Profile(**{field: shown}))
    assert caught.value.code == "empty"
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_what_only_the_person_sees_is_told_to_nobody(alice):
    before = user_events.people_head()
    update_profile(alice, Profile("Alice", language="ja", time_zone="Asia/Tokyo"))
    assert user_events.people_head() == before
    assert User.objects.get().language == "ja"


def test_a_profile_leaves_alone_what_was_stored_meanwhile(alice):
    User.objects.update(email="new@example.com", status_text="busy")
    update_profile(alice, Profile("Alicia"))
    stored = User.objects.get()
    assert (stored.name, stored.email, stored.status_text) == ("Alicia", "new@example.com", "busy")


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (Profile("x" * 81), "too_long"),
        (Profile("Alice", status_text="x" * 101), "too_long"),
        (Profile("nul\0"), "bad_text"),
        (Profile("Alice", status_emoji="x"), "bad_emoji"),
        (Profile("Alice", status_emoji="🍱🍱"), "bad_emoji"),
        (Profile("Alice", hue=10), "bad_hue"),
        (Profile("Alice", hue=-1), "bad_hue"),
        *((Profile(name), "reserved_name") for name in ("Admin", "[ аdmin ]", "@all", "運 営")),
    ],
)
def test_a_profile_that_cannot_be_is_refused(alice, profile, code):
    with pytest.raises(Refused, match=code):
        update_profile(alice, profile)
    assert User.objects.get().name == "Alice"


@pytest.mark.parametrize("name", ["Ali", "Roomsman", "New here", "Rooms", "Administrata"])
def test_other_names_stay_free(alice, name):
    update_profile(alice, Profile(name))
    assert User.objects.get().name == name


def test_the_staff_may_be_called_after_their_office(alice):
    alice.is_staff = True
    update_profile(alice, Profile("Moderator"))
    assert User.objects.get().name == "Moderator"


def test_an_official_name_that_somebody_has_already_keeps_nothing_else_from_changing(alice):
    User.objects.update(name="Support")
    update_profile(User.objects.get(), Profile("Support", status_text="busy"))
    assert User.objects.get().status_text == "busy"


def test_a_new_password_ends_every_session(alice):
    sign_in_people([alice])
    set_password(alice, "an entirely new password")
    assert was_signed_out(alice)


# --- Leaving --------------------------------------------------------------------------------


def test_a_deactivated_account_is_signed_out_and_stays_what_it_was(lobby, bob):
    deactivate(bob)
    assert authenticate(None, username="bob", password=PASSWORD) is None
    assert was_signed_out(bob)
    assert User.objects.get(pk=bob.pk).shown_name == "Bob"
    assert Membership.objects.filter(room=lobby, user=bob).exists()


@pytest.mark.parametrize("leave", [deactivate, delete_account])
def test_the_only_administrator_cannot_leave(alice, bob, leave):
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    alice.refresh_from_db()
    with pytest.raises(Refused, match="last_administrator"):
        leave(alice)
    assert User.objects.get(pk=alice.pk).is_active


@pytest.mark.parametrize("leave", [deactivate, delete_account])
def test_one_of_two_administrators_can_leave(alice, bob, leave):
    User.objects.update(is_superuser=True)
    alice.refresh_from_db()
    leave(alice)
    assert not User.objects.get(pk=alice.pk).is_active


def test_nothing_tells_any_more_who_a_deleted_person_was(lobby, bob):
    update_profile(bob, Profile("Bob", 4, "🍱", "lunch", "ja", "Asia/Tokyo"))
    User.objects.filter(pk=bob.pk).update(email="bob@example.com")
    EmailAddress.objects.create(user=bob, email="bob@example.com")
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "x"})
    delete_account(bob)

    gone = User.objects.get(pk=bob.pk)
    assert gone.username.startswith("deleted-")
    assert gone.shown_name == "Deleted account"
    kept = (gone.name, gone.email, gone.status_emoji, gone.status_text, gone.hue, gone.language)
    assert not any(kept)
    assert not gone.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert was_signed_out(bob)


def test_what_a_deleted_person_said_stays_and_pages_follow(lobby, bob):
    post_message(Send(lobby.pk, bob.pk, NONCE, "It stays."))
    before = user_events.people_head()
    delete_account(bob)

    message = Message.objects.select_related("author").get(body="It stays.")
    assert loader.facts(message)["author"]["gone"] is True
    assert loader.facts(message)["author"]["name"] == ""
    [told] = user_events.people_since(before, user_events.people_head(), 10)
    assert told.pk == bob.pk


def test_a_deleted_person_leaves_their_rooms_and_hands_them_on(lobby, alice, bob):
    set_role(alice, lobby, bob, Membership.Role.MODERATOR)
    delete_account(alice)
    assert Membership.objects.get(room=lobby, role=Membership.Role.OWNER).user == bob
    assert not Membership.objects.filter(user=alice).exists()


def test_a_deleted_person_stays_in_direct_conversations(alice, bob):
    room = open_direct(alice, [bob])
    delete_account(bob)
    assert room.people() == [alice, bob]


def test_the_links_of_a_deleted_person_end(lobby, bob):
    invite(bob, lobby, None)
    delete_account(bob)
    assert not Invitation.objects.usable().exists()


def test_the_username_of_a_deleted_person_is_free_again(lobby, bob):
    delete_account(bob)
    assert User.objects.create_user(username="bob", password=PASSWORD).pk != bob.pk
    assert Room.objects.filter(pk=lobby.pk).exists()
