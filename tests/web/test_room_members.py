"""Who is in a room, by page: joining, leaving, adding, removing, and roles."""

import pytest
from django.urls import reverse

from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, join_room, set_role
from chat.actions.rooms.rooms import archive_room, create_room
from chat.models import Membership, Message, Room, User
from chat.models.rooms.membership import Role


def page_of(room: Room) -> str:
    return reverse("room", args=[room.slug])


def members_of(room: Room) -> str:
    return reverse("room_members", args=[room.slug])


def add_to(room: Room) -> str:
    return reverse("room_add", args=[room.slug])


def act_on(name: str, room: Room, person: User) -> str:
    return reverse(name, args=[room.slug, person.pk])


def role_of(person: User, room: Room) -> str | None:
    return Membership.objects.filter(user=person, room=room).values_list("role", flat=True).first()


def shown_on(answer) -> list[str]:
    return [member.user.username for member in answer.context["page"]]


# --- The list -------------------------------------------------------------------------------


def test_the_members_page_lists_and_finds_people(signed_in, alice, bob, lobby):
    join_room(User.objects.create_user(username="haruka", name="遥"), lobby)
    set_role(alice, lobby, bob, Role.MODERATOR)
    browser = signed_in(bob)

    assert shown_on(browser.get(members_of(lobby))) == ["alice", "bob", "haruka"]
    assert shown_on(browser.get(members_of(lobby), {"q": "遥"})) == ["haruka"]
    assert shown_on(browser.get(members_of(lobby), {"q": "@HARU"})) == ["haruka"]


def test_the_members_page_costs_the_same_for_five_people_and_for_two_hundred(
    signed_in, bob, lobby, django_assert_max_num_queries
):
    people = User.objects.bulk_create(User(username=f"person{n}") for n in range(200))
    Membership.objects.bulk_create(Membership(room=lobby, user=person) for person in people)
    browser = signed_in(bob)
    browser.get(members_of(lobby))
    with django_assert_max_num_queries(14):
        answer = browser.get(members_of(lobby))
    assert len(answer.context["page"]) == 100


def test_the_list_offers_what_the_reader_may_do_and_nothing_else(signed_in, alice, bob, lobby):
    remove_bob = act_on("room_remove", lobby, bob)
    remove_alice = act_on("room_remove", lobby, alice)
    by_owner = signed_in(alice).get(members_of(lobby)).content.decode()
    assert remove_bob in by_owner
    assert act_on("room_role", lobby, bob) in by_owner
    assert remove_alice not in by_owner
    by_member = signed_in(bob).get(members_of(lobby)).content.decode()
    assert "/remove/" not in by_member
    assert "/role/" not in by_member


@pytest.mark.parametrize(
    ("kind", "leaver", "words"),
    [
        ("public", "bob", "join it again at any time"),
        ("public", "alice", "The room goes to the moderator"),
        ("private", "bob", "only when somebody invites you"),
    ],
)
def test_the_page_says_what_leaving_means(signed_in, alice, bob, kind, leaver, words):
    room = create_room(alice, "Garden", kind=kind)
    add_people(alice, room, [bob])
    browser = signed_in(User.objects.get(username=leaver))
    assert words in browser.get(members_of(room)).content.decode()


def test_the_last_member_of_a_private_room_is_warned(signed_in, alice):
    den = create_room(alice, "Den", kind=Room.Kind.PRIVATE)
    assert "last member" in signed_in(alice).get(members_of(den)).content.decode()


def test_nobody_leaves_a_direct_conversation(signed_in, alice, bob):
    talk = open_direct(alice, [bob])
    leave = reverse("room_leave", args=[talk.slug])
    browser = signed_in(bob)
    assert leave not in browser.get(members_of(talk)).content.decode()
    assert browser.post(leave).status_code == 403
    assert role_of(bob, talk)


# --- Joining and leaving --------------------------------------------------------------------


def test_joining_and_leaving_change_the_membership_and_stand_in_the_history(
    signed_in, charlie, lobby
):
    browser = signed_in(charlie)
    answer = browser.post(reverse("room_join", args=[lobby.slug]))
    assert answer.headers["Location"] == page_of(lobby)
    assert role_of(charlie, lobby) == "member"

    answer = browser.post(reverse("room_leave", args=[lobby.slug]))
    assert answer.headers["Location"] == reverse("rooms")
    assert role_of(charlie, lobby) is None
    told = Message.objects.filter(author=charlie).order_by("seq").values_list("kind", flat=True)
    assert list(told) == ["joined", "left"]


def test_an_archived_room_tells_why_nobody_joins(signed_in, alice, charlie, lobby):
    archive_room(alice, lobby)
    answer = signed_in(charlie).post(reverse("room_join", args=[lobby.slug]), follow=True)
    assert "archived" in answer.content.decode()
    assert role_of(charlie, lobby) is None


# --- Adding ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["charlie", "@charlie", " Ｃharlie、 bob ", "@CHARLIE,bob"])
def test_people_are_added_by_username_however_it_is_typed(signed_in, bob, charlie, lobby, typed):
    answer = signed_in(bob).post(add_to(lobby), {"people": typed}, follow=True)
    assert answer.redirect_chain == [(members_of(lobby), 302)]
    assert "1 person was added." in answer.content.decode()
    assert role_of(charlie, lobby) == "member"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("nobody charlie", "There is nobody here called @nobody."),
        ("bob", "They are members already."),
        (" , ", "There is no such person here."),
        ("", "required"),
        ("nul\0", "Null characters are not allowed."),
        (" ".join(f"person{n}" for n in range(60)), "at most 50 people"),
    ],
)
def test_whom_nobody_can_add_is_named(signed_in, bob, charlie, lobby, typed, complaint):
    answer = signed_in(bob).post(add_to(lobby), {"people": typed})
    assert answer.status_code == 200
    assert complaint in answer.content.decode()
    assert role_of(charlie, lobby) is None


def test_those_who_are_no_members_yet_are_offered(signed_in, alice, bob, charlie, lobby):
    browser = signed_in(bob)
    assert list(browser.get(add_to(lobby)).context["page"]) == [charlie]
    assert list(browser.get(add_to(lobby), {"q": "@CHAR"}).context["page"]) == [charlie]
    assert list(browser.get(add_to(lobby), {"q": "ali"}).context["page"]) == []


def test_plain_members_of_a_private_room_add_nobody(signed_in, alice, bob, charlie):
    den = create_room(alice, "Den", kind=Room.Kind.PRIVATE)
    add_people(alice, den, [bob])
    browser = signed_in(bob)
    assert browser.get(add_to(den)).status_code == 403
    assert browser.post(add_to(den), {"people": "charlie"}).status_code == 403
    assert role_of(charlie, den) is None


# --- Removing and roles ---------------------------------------------------------------------


def test_somebody_is_removed(signed_in, alice, bob, lobby):
    answer = signed_in(alice).post(act_on("room_remove", lobby, bob), follow=True)
    assert "Bob is no longer a member." in answer.content.decode()
    assert role_of(bob, lobby) is None


def test_a_role_is_given_and_taken(signed_in, alice, bob, lobby):
    browser = signed_in(alice)
    browser.post(act_on("room_role", lobby, bob), {"role": "moderator"})
    assert role_of(bob, lobby) == "moderator"
    browser.post(act_on("room_role", lobby, bob), {"role": "member"})
    assert role_of(bob, lobby) == "member"


@pytest.mark.parametrize("role", ["owner", "", "\0", "king"])
def test_there_are_no_other_roles_to_give(signed_in, alice, bob, lobby, role):
    answer = signed_in(alice).post(act_on("room_role", lobby, bob), {"role": role})
    assert answer.status_code == 302
    assert role_of(bob, lobby) == "member"


@pytest.mark.parametrize("name", ["room_remove", "room_role"])
def test_members_and_guests_do_nothing_to_each_other(signed_in, alice, bob, charlie, lobby, name):
    for person in (bob, charlie):
        form = {"role": "moderator"}
        assert signed_in(person).post(act_on(name, lobby, alice), form).status_code == 403
    assert role_of(alice, lobby) == "owner"


@pytest.mark.parametrize("name", ["room_remove", "room_role"])
def test_whoever_is_no_member_is_not_found(signed_in, alice, charlie, lobby, name):
    assert signed_in(alice).post(act_on(name, lobby, charlie)).status_code == 404


def test_the_owner_stays_until_the_room_is_handed_on(signed_in, alice, lobby):
    answer = signed_in(alice).post(act_on("room_remove", lobby, alice), follow=True)
    assert "Hand it over to somebody else first." in answer.content.decode()
    assert role_of(alice, lobby) == "owner"


def test_the_room_is_handed_over_by_username(signed_in, alice, bob, lobby):
    transfer = reverse("room_transfer", args=[lobby.slug])
    answer = signed_in(alice).post(transfer, {"person": "@bob"}, follow=True)
    assert "Bob is the owner now." in answer.content.decode()
    assert (role_of(alice, lobby), role_of(bob, lobby)) == ("moderator", "owner")


@pytest.mark.parametrize("typed", ["", "@", "charlie", "bob charlie", "nobody", "\0"])
def test_the_room_is_handed_to_one_member_or_to_nobody(
    signed_in, alice, bob, charlie, lobby, typed
):
    transfer = reverse("room_transfer", args=[lobby.slug])
    answer = signed_in(alice).post(transfer, {"person": typed}, follow=True)
    assert 'class="notice notice--error"' in answer.content.decode()
    assert role_of(alice, lobby) == "owner"


def test_only_the_owner_hands_the_room_over(signed_in, alice, bob, lobby):
    set_role(alice, lobby, bob, Role.MODERATOR)
    transfer = reverse("room_transfer", args=[lobby.slug])
    assert signed_in(bob).post(transfer, {"person": "bob"}).status_code == 403
    assert role_of(alice, lobby) == "owner"
