"""What names are found by follows them, whichever way they are stored."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower

from chat.actions.moderation.administration import rename_person
from chat.actions.people.accounts import Profile, delete_account, update_profile
from chat.actions.people.bulk import add_people, fold_unfolded
from chat.actions.rooms.rooms import create_room, rename_room
from chat.models import Room, User
from chat.models.folds import Folded
from chat.text.names.folding import lookup_key
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

unique = import_module("chat.migrations.0011_unique_folded_usernames")


@pytest.fixture(autouse=True)
def _folds_are_right():
    """Whatever a test has stored: no name stands without its fold, and no fold without its name."""
    yield
    for model in (User, Room):
        for field in model._meta.local_fields:
            if isinstance(field, Folded):
                for stored, folded in model.objects.values_list(field.source, field.name):
                    assert folded == lookup_key(stored)


@pytest.fixture
def etienne() -> User:
    return User.objects.create_user(username="Étienne", password=PASSWORD)


def store_past_all_folds(person: User, username: str) -> None:
    """As the release before did, which knew no folds."""
    unfolded = f"of {person.pk}"
    models.QuerySet(User).filter(pk=person.pk).update(username=username, folded_username=unfolded)


def test_saving_stores_the_fold(etienne):
    assert etienne.folded_username == "étienne"


def test_saving_a_name_alone_stores_its_fold(alice):
    alice.username, alice.name = "Émile", "ＥＭＩＬＥ"
    alice.save(update_fields=["username", "name"])
    alice.refresh_from_db()
    assert (alice.folded_username, alice.folded_name) == ("émile", "emile")


def test_saving_something_else_leaves_the_fold(alice, django_assert_num_queries):
    alice.hue = 3
    with django_assert_num_queries(1):
        alice.save(update_fields=["hue"])


def test_storing_many_at_once_stores_their_folds(db):
    User.objects.bulk_create([User(username="Ä"), User(username="Ｂ")])
    assert set(User.objects.values_list("folded_username", flat=True)) == {"ä", "b"}


def test_updating_stores_the_fold(alice):
    User.objects.filter(pk=alice.pk).update(username="Ａlice", email="a@example.com")


def test_getting_or_updating_stores_the_fold(alice):
    User.objects.update_or_create(pk=alice.pk, defaults={"username": "Alïce"})


@pytest.mark.parametrize("change", ["update", "bulk_update"])
def test_a_name_that_the_database_makes_is_refused(alice, change):
    with pytest.raises(TypeError), transaction.atomic():
        if change == "update":
            User.objects.update(username=Lower("username"))
        else:
            User.objects.bulk_update([alice], ["username"])


def test_actions_keep_the_folds(alice, bob, lobby):
    update_profile(alice, Profile("Ａlicé"))
    delete_account(bob)
    rename_person(alice, "Ålice")
    rename_room(alice, lobby, "ＣＡＦÉ")
    create_room(alice, "Ä", "Über alles")
    add_people({"Ürsula": "Ürsula", "ürsula": "Ürsula"})
    call_command("populate", people=2, room="trial")
    assert User.objects.filter(folded_name="alicé", folded_username="ålice").exists()


# --- One name, one person -------------------------------------------------------------------


@pytest.mark.parametrize("username", ["étienne", "ÉTIENNE", "E\u0301tienne", "Étienne"])
def test_a_name_is_taken_in_any_case(etienne, username):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(username=username)


def test_a_form_says_that_a_name_is_taken(etienne):
    with pytest.raises(ValidationError) as caught:
        User(username="étienne").full_clean(exclude=["password"])
    assert list(caught.value.message_dict) == ["username"]


@pytest.mark.parametrize("typed", ["étienne", "ÉTIENNE", "Ｅ\u0301tienne", "Étien\u200bne"])
def test_people_sign_in_in_any_case(etienne, typed):
    assert User.objects.get_by_natural_key(typed) == etienne
    assert authenticate(None, username=User.objects.called(typed).get().username, password=PASSWORD)


def test_an_administrator_is_made_with_a_name_that_is_free_only(etienne):
    with pytest.raises(CommandError):
        call_command(
            "createsuperuser", username="étienne", email="a@example.com", interactive=False
        )


@pytest.mark.parametrize("username", ["all", "全員", "hеre", "\u3164", "иvan", "a b"])
def test_an_administrator_has_no_name_that_calls_or_poses(db, username):
    with pytest.raises((CommandError, ValidationError)):
        call_command("createsuperuser", username=username, email="a@example.com", interactive=False)
    assert not User.objects.exists()


def test_an_administrator_may_be_called_so(db):
    call_command("createsuperuser", username="admin", email="a@example.com", interactive=False)
    assert User.objects.get().username == "admin"


# --- Names from before ----------------------------------------------------------------------


def test_the_migration_tells_who_has_one_name(alice, etienne):
    store_past_all_folds(alice, "étienne")
    with pytest.raises(CommandError) as caught:
        unique.report_collisions(apps, None)
    assert f"étienne (id {alice.pk})" in str(caught.value)
    assert f"Étienne (id {etienne.pk})" in str(caught.value)
    assert User.objects.get(pk=alice.pk).username == "étienne"
    rename_person(alice, "etienne2")
    unique.report_collisions(apps, None)


def test_a_long_report_is_one_page(db):
    people = User.objects.bulk_create(User(username=f"P{number}") for number in range(120))
    for one, other in zip(people[:60], people[60:], strict=True):
        store_past_all_folds(other, one.username.lower())
    with pytest.raises(CommandError) as caught:
        unique.report_collisions(apps, None)
    assert "and 10 more" in str(caught.value)
    assert str(caught.value).count("\n") < 65
    User.objects.all().delete()


def test_the_migration_fills_in_what_names_are_found_by(alice, lobby, monkeypatch):
    monkeypatch.setattr(unique, "BATCH", 2)
    User.objects.bulk_create(User(username=f"Ä{number}", name="Ä") for number in range(5))
    models.QuerySet(User).update(folded_name="")
    models.QuerySet(Room).update(folded_name="", folded_description="")
    unique.fill_folds(apps, None)


def test_whoever_signs_up_with_the_release_before_is_found_later(alice, bob):
    models.QuerySet(User).update(folded_username="", folded_name="")
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("\u3164")
    fold_unfolded()
    assert User.objects.get_by_natural_key("ALICE") == alice


def test_somebody_is_renamed_by_id(alice):
    call_command("rename_person", alice.pk, "Ålice")
    alice.refresh_from_db()
    assert (alice.username, alice.folded_username) == ("Ålice", "ålice")


@pytest.mark.parametrize("username", ["bob", "ＢＯＢ", "all", "a b", "", "x" * 65, "\u3164"])
def test_nobody_is_renamed_to_what_is_taken_or_reserved(alice, bob, username):
    with pytest.raises(CommandError):
        call_command("rename_person", alice.pk, username)
    alice.refresh_from_db()
    assert alice.username == "alice"


def test_nobody_is_renamed_who_is_not_there(alice):
    with pytest.raises(CommandError, match="nobody"):
        call_command("rename_person", alice.pk + 1, "dave")
