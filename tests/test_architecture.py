"""Rules that no tool knows: who writes, how rows are saved, and that modules say what they are.

Who may import whom is held by the contracts in pyproject.toml.
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from tests.source import bare_saves, imports, model_writes, modules, parse, place

WRITERS = ("chat/actions/", "chat/log/journal.py", "chat/log/user_events.py")
PAGES = ("django.http", "django.shortcuts", "django.views")


def related_names() -> set[str]:
    models = apps.get_app_config("chat").get_models()
    relations = [relation for model in models for relation in model._meta.related_objects]
    many = [field.name for model in apps.get_models() for field in model._meta.many_to_many]
    return {str(relation.get_accessor_name()) for relation in relations} | set(many)


def writes_in(source: str) -> list[str]:
    return model_writes(ast.parse(source), {"memberships", "messages"})


def bare_saves_in(source: str) -> list[str]:
    return bare_saves(ast.parse(source))


@pytest.mark.parametrize("file", modules("chat"), ids=place)
def test_only_the_actions_the_journal_and_the_notices_write(file: Path) -> None:
    if place(file).startswith(WRITERS):
        return
    assert model_writes(parse(file), related_names()) == []


@pytest.mark.parametrize("file", modules("chat"), ids=place)
def test_a_row_that_exists_is_saved_with_its_changed_fields_only(file: Path) -> None:
    assert bare_saves(parse(file)) == []


@pytest.mark.parametrize("file", [*modules("chat"), *modules("config")], ids=place)
def test_every_module_says_first_what_it_is(file: Path) -> None:
    assert ast.get_docstring(parse(file))


@pytest.mark.parametrize("file", modules("chat"), ids=place)
def test_only_the_doorbell_touches_the_channel_layer(file: Path) -> None:
    if place(file) == "chat/log/doorbell.py":
        return
    assert [name for name in imports(parse(file)) if name.startswith("channels.layers")] == []


@pytest.mark.parametrize("file", modules("chat/actions"), ids=place)
def test_actions_know_no_requests_and_no_pages(file: Path) -> None:
    assert [name for name in imports(parse(file)) if name.startswith(PAGES)] == []


@pytest.mark.parametrize(
    "source",
    [
        "Room.objects.create(name='Lobby')",
        "await Room.objects.acreate(name='Lobby')",
        "Message.objects.bulk_create(messages)",
        "SiteSettings.objects.update_or_create(pk=1)",
        "User.objects.create_user('alice')",
        "Room.objects.filter(pk=1).update(name='Lobby')",
        "queryset.update(revoked_at=now)",
        "queryset.delete()",
        "Membership.objects.filter(room=room).order_by('pk').delete()",
        "room.delete()",
        "room.save()",
        "room.save(update_fields=['name'])",
        "form.save()",
        "room.memberships.create(user=user)",
        "room.memberships.set([])",
        "user.messages.clear()",
    ],
)
def test_a_write_is_found(source: str) -> None:
    assert len(writes_in(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "context.update(room=room)",
        "context.update({'room': room})",
        "names.add('alice')",
        "event.set()",
        "event.clear()",
        "pending.remove(1)",
        "cache.delete('key')",
        "request.session.save()",
        "image.save(path)",
        "super().create_superuser(username)",
        "super().update(**values)",
        "super().save(update_fields=fields)",
        "Room.objects.filter(pk=1).first()",
    ],
)
def test_what_looks_like_a_write_is_not_taken_for_one(source: str) -> None:
    assert writes_in(source) == []


@pytest.mark.parametrize("source", ["room.save()", "await room.asave()", "form.save()"])
def test_a_bare_save_is_found(source: str) -> None:
    assert bare_saves_in(source)


@pytest.mark.parametrize(
    "source",
    ["Room(name='Lobby').save()", "room.save(update_fields=['name'])", "r.save(force_insert=True)"],
)
def test_a_save_of_a_new_row_or_of_named_fields_is_allowed(source: str) -> None:
    assert bare_saves_in(source) == []
