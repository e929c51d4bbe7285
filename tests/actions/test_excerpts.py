"""What replies quote is derived when it is written, follows every change, and is never parsed."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.importing import Said, import_lines
from chat.actions.moderation.takedowns import hide_message, purge_message, restore_message
from chat.models import Message, User, Version
from chat.models.messages.message import EXCERPT_CHARS
from tests.acting import act, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser(username="root", password="x")


def excerpt(message: Message) -> str:
    return Message.objects.get(pk=message.pk).excerpt


def test_an_excerpt_is_the_beginning_of_what_is_read_in_one_line(lobby, bob):
    assert say(lobby, bob, "**tea**\n\n- a & b\n- `c`").excerpt == "tea a & b c"
    assert say(lobby, bob, "あ" * 200).excerpt == "あ" * EXCERPT_CHARS


def test_an_excerpt_follows_an_edit_and_goes_with_a_deletion(lobby, bob):
    message = say(lobby, bob, "tea")
    edit_message(act(bob, message), "*coffee*")
    assert excerpt(message) == "coffee"
    delete_message(act(bob, message))
    assert excerpt(message) == ""


def test_an_excerpt_is_hidden_and_comes_back_with_its_message(root, lobby, bob):
    message = say(lobby, bob, "**rude**")
    hide_message(root, message)
    assert excerpt(message) == ""
    restore_message(root, message)
    assert excerpt(message) == "rude"
    purge_message(root, message)
    assert excerpt(message) == ""


def test_an_imported_line_has_its_excerpt(lobby):
    import_lines(lobby.pk, [Said("zoe", uuid4(), Message.Kind.TEXT, "a <b> c", None)])
    assert Message.objects.get(body="a <b> c").excerpt == "a <b> c"


def test_quoting_reads_neither_the_text_nor_the_html_of_the_original(lobby, alice, bob):
    say(lobby, bob, "answer", reply_to=say(lobby, alice, "question"))
    original = Message.objects.quoted().get(body="question")
    assert original.get_deferred_fields() == {"body", "html"}


def test_what_was_written_before_excerpts_were_stored_is_given_one(root, lobby, bob):
    plain, marked = say(lobby, bob, "tea"), say(lobby, bob, "**a** `<b>`\n\nc")
    hidden = say(lobby, bob, "*rude*")
    hide_message(root, hidden)
    Message.objects.update(excerpt="")
    old = {"html": "<p><em>rude</em></p>", "mentions": [], "mentions_all": False}
    Version.objects.filter(message=hidden).update(rendered=old)
    migration = import_module("chat.migrations.0009_excerpts")
    migration.fill(apps, None)
    migration.fill_hidden(apps, None)
    assert (excerpt(plain), excerpt(marked), excerpt(hidden)) == ("tea", "a <b> c", "")
    restore_message(root, hidden)
    assert excerpt(hidden) == "rude"
