"""The admin: every model can be found and read, and nothing goes round the actions."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.rooms import archive_room
from chat.admin.moderation_rules import _cell
from chat.log import user_events
from chat.models import (
    Case,
    Epoch,
    Invitation,
    Membership,
    Message,
    Notice,
    Room,
    RoomHead,
    RuleBook,
    SiteSettings,
    User,
)
from tests.acting import say

pytestmark = pytest.mark.django_db

MODELS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"chat", "auth", "account", "mfa"}
]


@pytest.fixture
def administrator(alice):
    return User.objects.create_superuser("root", "root@example.com", "correct horse battery")


@pytest.fixture
def desk(administrator) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def address(model, page, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_of_ours_is_registered():
    ours = {Epoch, Invitation, Membership, Message, Room, RoomHead, SiteSettings, User}
    assert ours <= set(MODELS)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_every_list_opens_and_can_be_searched(desk, lobby, model, language):
    language_asked = {"Accept-Language": language}
    page = desk.get(address(model, "changelist"), {"q": "ali"}, follow=True, headers=language_asked)
    assert page.status_code == 200


@pytest.mark.parametrize("model", [User, Room, Membership, Message])
def test_every_row_opens(desk, lobby, bob, model):
    row = model.objects.first()
    assert desk.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [Message, Membership, Epoch, Invitation])
def test_what_the_journal_owns_cannot_be_written(desk, lobby, model):
    assert desk.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize("model", [Message, Membership])
def test_what_the_journal_owns_cannot_be_deleted(desk, lobby, model):
    row = model.objects.first()
    assert desk.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [User, Room])
def test_people_and_rooms_are_never_deleted(desk, lobby, model):
    assert desk.post(address(model, "delete", model.objects.first().pk)).status_code == 403


def test_renaming_a_room_stands_in_its_history(desk, lobby):
    desk.post(address(Room, "change", lobby.pk), {"name": "広場", "description": "みんなで"})
    lobby.refresh_from_db()
    assert (lobby.name, lobby.description, lobby.slug) == ("広場", "みんなで", "lobby")
    told = Message.objects.filter(room=lobby).order_by("seq")
    assert list(told.values_list("kind", "author__username"))[1:] == [
        ("renamed", "root"),
        ("described", "root"),
    ]


@pytest.mark.parametrize("name", ["", "\u200b", "\u3164", "x" * 81])
def test_a_room_is_not_renamed_to_nothing(desk, lobby, name):
    answer = desk.post(address(Room, "change", lobby.pk), {"name": name, "description": ""})
    assert answer.status_code == 200
    lobby.refresh_from_db()
    assert lobby.name == "Lobby"


def test_an_archived_room_stays_as_it_is(desk, lobby, alice):
    archive_room(alice, lobby)
    form = {"name": "Other", "description": ""}
    assert desk.post(address(Room, "change", lobby.pk), form).status_code == 403


def test_the_desk_does_not_see_who_talks_with_whom(desk, alice, bob):
    talk = open_direct(alice, [bob])
    for model in (Room, Membership):
        shown = desk.get(address(model, "changelist")).context["cl"].queryset
        assert "direct" not in {getattr(row, "room", row).kind for row in shown}
    assert desk.get(address(Room, "change", talk.pk)).status_code == 302


def test_deactivating_somebody_stores_that_field_only(desk, bob):
    form = {"username": "bob", "name": "Bob", "email": "", "language": "", "time_zone": ""}
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    answer = desk.post(address(User, "change", bob.pk), form | inline)
    assert answer.status_code == 302
    bob.refresh_from_db()
    assert (bob.is_active, bob.name) == (False, "Bob")


def test_what_others_see_of_a_person_reaches_their_pages(desk, bob):
    before = user_events.people_head()
    form = {"username": "bob", "name": "Robert", "is_active": "on"}
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    desk.post(address(User, "change", bob.pk), form | inline)
    assert user_events.people_head() == before + 1


def test_somebody_who_is_deactivated_is_signed_out(desk, bob):
    form = {"username": "bob", "name": "Bob"}
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    desk.post(address(User, "change", bob.pk), form | inline)
    assert Notice.objects.filter(user=bob, kind=Notice.Kind.SIGNED_OUT).exists()


def test_the_keys_of_sessions_are_shown_to_nobody():
    assert not admin.site.is_registered(UserSession)


def test_an_account_is_made_with_a_password_that_works(desk):
    password = "correct horse battery"
    form = {"username": "dave", "usable_password": "true", "name": "Dave", "email": ""}
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    desk.post(address(User, "add"), form | inline | {"password1": password, "password2": password})
    assert User.objects.get(username="dave").check_password(password)


INLINE = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "all"),
        ("username", "全員"),
        ("username", "ALICE"),
        ("username", "\u3164"),
        ("username", "иvan"),
        ("name", "\u3164"),
        ("name", "\u2800"),
    ],
)
def test_no_account_is_made_with_a_name_that_calls_or_does_not_show(desk, alice, field, value):
    password = {"password1": "correct horse battery", "password2": "correct horse battery"}
    form = {"username": "dave", "usable_password": "true", "name": "Dave", "email": ""}
    answer = desk.post(address(User, "add"), form | INLINE | password | {field: value})
    assert field in answer.context["adminform"].form.errors
    assert User.objects.count() == 2


@pytest.mark.parametrize("username", ["here", "ＡＬＩＣＥ", "\u1160", "\u3164\u3164"])
def test_nobody_is_renamed_to_what_calls_or_is_taken(desk, bob, username):
    form = {"username": username, "name": "Bob", "is_active": "on"}
    answer = desk.post(address(User, "change", bob.pk), form | INLINE)
    assert "username" in answer.context["adminform"].form.errors


def test_renaming_somebody_takes_out_what_does_not_show(desk, bob):
    form = {"username": "Ro\u200bb\u3164é", "name": "Ro\u202eb", "is_active": "on"}
    desk.post(address(User, "change", bob.pk), form | INLINE)
    bob.refresh_from_db()
    assert (bob.username, bob.folded_username, bob.name) == ("Robé", "robé", "Rob")


def test_whoever_has_had_a_reserved_name_keeps_it(desk, bob):
    User.objects.filter(pk=bob.pk).update(username="all")
    form = {"username": "all", "name": "Robert", "is_active": "on"}
    assert desk.post(address(User, "change", bob.pk), form | INLINE).status_code == 302
    bob.refresh_from_db()
    assert (bob.username, bob.name) == ("all", "Robert")


@pytest.mark.parametrize("words", ["ÉMILE", "émile", "ｴﾐﾙ"])
def test_people_are_found_in_every_script(desk, words):
    User.objects.create_user(username="Émile", name="エミル")
    found = desk.get(address(User, "changelist"), {"q": words}).context["cl"].queryset
    assert [person.username for person in found] == ["Émile"]


def test_invitations_are_revoked_by_an_action(desk, lobby, alice):
    invitation = Invitation.objects.create(room=lobby, created_by=alice)
    desk.post(
        address(Invitation, "changelist"),
        {"action": "revoke", "_selected_action": [invitation.pk]},
    )
    assert not Invitation.objects.usable().exists()


def test_the_choices_for_the_place_are_one_row(desk):
    desk.post(address(SiteSettings, "add"), {"name": "Our square", "sign_up": "open"})
    assert SiteSettings.current().sign_up == "open"
    assert desk.get(address(SiteSettings, "add")).status_code == 403


def test_somebody_who_is_no_staff_does_not_get_in(client, bob):
    client.force_login(bob)
    assert client.get(reverse("admin:index")).status_code in {302, 403}


@pytest.mark.parametrize("model", [SiteSettings, RuleBook])
def test_choices_that_are_one_row_are_shown_as_their_form(desk, model):
    answer = desk.get(address(model, "changelist"))
    assert answer.headers["Location"] == address(model, "add")

    only = model.objects.create()
    answer = desk.get(address(model, "changelist"))
    assert answer.headers["Location"] == address(model, "change", only.pk)


# --- Ways into an account -------------------------------------------------------------------


@pytest.fixture
def helper(db) -> Client:
    """Somebody in the staff who may change addresses and take away second steps."""
    frank = User.objects.create_user(username="frank", is_staff=True)
    codes = [
        f"{verb}_{model}"
        for verb in ("view", "add", "change", "delete")
        for model in ("emailaddress", "authenticator")
    ]
    frank.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(frank)
    return client


@pytest.fixture
def addresses(administrator, bob) -> dict[str, EmailAddress]:
    return {
        person.username: EmailAddress.objects.create(user=person, email=f"{person}@example.com")
        for person in (administrator, bob)
    }


def emails(person: str) -> list[tuple[str, bool]]:
    found = EmailAddress.objects.filter(user__username=person)
    return list(found.values_list("email", "verified"))


def test_the_address_of_somebody_above_is_not_changed(helper, addresses):
    one = addresses["root"]
    form = {"email": "frank@example.com", "user": one.user_id, "verified": "on"}
    assert helper.post(address(EmailAddress, "change", one.pk), form).status_code == 403
    assert helper.post(address(EmailAddress, "delete", one.pk), {"post": "yes"}).status_code == 403
    assert emails("root") == [("root@example.com", False)]


def test_nor_is_one_added_for_them_or_handed_over_to_them(helper, addresses, administrator):
    form = {"email": "frank@example.com", "user": administrator.pk, "verified": "on"}
    answer = helper.post(address(EmailAddress, "add"), form)
    assert answer.status_code == 200
    helper.post(address(EmailAddress, "change", addresses["bob"].pk), form)
    assert emails("root") == [("root@example.com", False)]
    assert emails("bob") == [("frank@example.com", True)]


def test_nor_is_it_taken_for_confirmed_or_deleted_along_with_others(helper, addresses):
    chosen = {"_selected_action": [one.pk for one in addresses.values()], "post": "yes"}
    helper.post(address(EmailAddress, "changelist"), chosen | {"action": "make_verified"})
    assert (emails("root"), emails("bob")) == (
        [("root@example.com", False)],
        [("Bob@example.com", True)],
    )
    helper.post(address(EmailAddress, "changelist"), chosen | {"action": "delete_selected"})
    assert emails("root")


def test_an_administrator_changes_every_address(desk, addresses):
    one = addresses["root"]
    desk.post(address(EmailAddress, "change", one.pk), {"email": "new@example.com"})
    assert emails("root") == [("new@example.com", False)]


def test_second_steps_of_somebody_above_are_not_taken_away_along_with_others(
    helper, administrator, bob
):
    for person in (administrator, bob):
        Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DP"})
    chosen = {"_selected_action": list(Authenticator.objects.values_list("pk", flat=True))}
    act = {"post": "yes", "action": "delete_selected"}
    helper.post(address(Authenticator, "changelist"), chosen | act)
    assert Authenticator.objects.filter(user=administrator).exists()


@pytest.mark.parametrize("asked", [{"data__secret__startswith": "J"}, {"user__password": "x"}])
def test_a_list_is_not_asked_for_what_it_keeps_to_itself(desk, bob, asked):
    Authenticator.objects.create(user=bob, type="totp", data={"secret": "JBSWY3DP"})
    assert desk.get(address(Authenticator, "changelist"), asked).status_code == 400


@pytest.mark.parametrize(
    "asked",
    ["user__password__startswith", "user__memberships__room__name__startswith", "name__startswith"],
)
def test_nor_is_it_asked_for_what_stands_behind_a_filter(desk, bob, asked):
    assert desk.get(address(User, "changelist"), {f"groups__{asked}": "p"}).status_code == 400


@pytest.mark.parametrize("asked", ["is_staff__exact", "groups__id__exact", "groups__isnull"])
def test_the_filters_that_a_list_offers_work(desk, bob, asked):
    assert desk.get(address(User, "changelist"), {asked: "1"}).status_code == 200


def test_nor_is_a_list_of_links_asked_for_a_token(desk, lobby, alice):
    token = Invitation.objects.create(room=lobby, created_by=alice).token
    asked = {"token__startswith": token[:3]}
    assert desk.get(address(Invitation, "changelist"), asked).status_code == 400


# --- Tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM", "﹦1", "﹢1"),
        "\N{MINUS SIGN}1",
        *("\t=1", "\r=1", "\n=1", "  =1", "\u3000＝1", "\u200b=1", "\ufeff@x", "\u00a0-1", "\tx"),
    ],
)
def test_a_table_takes_no_text_for_a_formula(text):
    assert _cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["loans", "1 = 1", "a@b", "広告", "", " x", 12, None])
def test_other_cells_stay_as_they_are(text):
    assert _cell(text) == text


MANY_ROOMS = 130


@pytest.fixture
def many_rooms(administrator) -> None:
    """More than stand on one page of a list."""
    names = [f"Many {number}" for number in range(MANY_ROOMS)]
    Room.objects.bulk_create(
        Room(name=name, slug=name.lower().replace(" ", "-"), created_by=administrator)
        for name in names
    )


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if model is not SiteSettings],
    ids=lambda model: model._meta.model_name,
)
def test_no_list_of_the_desk_offers_every_room(desk, many_rooms, model):
    """With 10,000 of them the page of the messages was 914 KB. A form may: it chooses of all."""
    page = desk.get(address(model, "changelist"), follow=True)
    assert page.content.count(b">Many ") < MANY_ROOMS


def test_the_messages_of_a_room_are_found_by_its_name(desk, lobby, alice, make_room):
    garden = make_room(alice, "Garden")
    say(lobby, alice, "tea in the lobby")
    say(garden, alice, "tea in the open")
    page = desk.get(address(Message, "changelist"), {"q": "garden tea"})
    assert b"tea in the open" in page.content
    assert b"tea in the lobby" not in page.content


# --- However many there are -----------------------------------------------------------------------


def crowd(first: int, count: int) -> None:
    """Make rooms and people in numbers, with alice in all of the rooms."""
    numbers = range(first, first + count)
    people = User.objects.bulk_create(
        User(username=f"p{number}", folded_username=f"p{number}") for number in numbers
    )
    rooms = Room.objects.bulk_create(
        Room(name=f"Room {number}", slug=f"room-{number}", created_by=people[0])
        for number in numbers
    )
    RoomHead.objects.bulk_create(RoomHead(room=room) for room in rooms)
    alice = User.objects.get(username="alice")
    Membership.objects.bulk_create(Membership(room=room, user=alice) for room in rooms)
    SiteSettings.objects.get_or_create(pk=1)


def pages_of_rows() -> set[str]:
    """Every page that lists, adds or changes something, of rows that are there."""
    lists = [model for model in MODELS if model is not Case]  # of which the desk has its own
    pages = {address(model, page) for model in lists for page in ("changelist", "add")}
    pages |= {
        address(model, "change", row.pk)
        for model in lists
        for row in model._default_manager.all()[:1]
    }
    pages |= {reverse(f"admin:{name}") for name in ("desk_people", "desk_rooms")}
    alice = User.objects.get(username="alice")
    return pages | {address(User, "change", alice.pk), reverse("site_settings")}


def sizes(desk: Client, pages: set[str]) -> dict[str, int]:
    return {page: len(desk.get(page, follow=True).content) for page in pages}


def test_no_page_grows_with_the_number_of_rooms_and_people(desk, lobby):
    crowd(1_000, 250)
    pages = pages_of_rows()
    few = sizes(desk, pages)
    crowd(2_000, 150)
    many = sizes(desk, pages)
    assert {page: size for page, size in many.items() if size > few[page] + 2_000} == {}


def test_a_first_room_is_searched_for(desk, lobby, alice, make_room):
    den = make_room(alice, "Lobby of ours", kind=Room.Kind.PRIVATE)
    asked = {"app_label": "chat", "model_name": "sitesettings", "field_name": "default_rooms"}
    found = desk.get(reverse("admin:autocomplete"), {**asked, "term": "lobby"}).json()["results"]
    assert [one["id"] for one in found] == [str(lobby.pk)]
    assert str(den.pk) not in {one["id"] for one in found}


def test_a_first_room_is_chosen(desk, lobby):
    site = SiteSettings.objects.create()
    form = {"name": "Hiroba", "sign_up": "open", "language": "ja", "default_rooms": [lobby.pk]}
    desk.post(address(SiteSettings, "change", site.pk), form)
    assert list(SiteSettings.current().default_rooms.all()) == [lobby]
