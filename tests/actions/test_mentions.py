"""Whom a message calls."""

from uuid import uuid4

import pytest

from chat.actions.messages import mentions
from chat.actions.messages.posting import Send, post_message
from chat.models import Message, User
from tests.acting import say

pytestmark = pytest.mark.django_db


def test_a_member_is_called_by_name(lobby, alice, bob):
    message = say(lobby, alice, "hello @Bob, hello ＠bob")
    assert message.mentions == [bob.pk]
    assert f'data-person="{bob.pk}">@Bob</span>' in message.html


def test_an_outsider_is_not_called(lobby, alice, charlie):
    message = say(lobby, alice, "hello @charlie")
    assert message.mentions == []
    assert "mention" not in message.html


def test_a_name_in_code_calls_nobody(lobby, alice, bob):
    assert say(lobby, alice, "`@bob` and\n```\n@bob\n```").mentions == []


def test_here_calls_those_who_are_present_and_members(lobby, alice, bob, charlie):
    present = frozenset({bob.pk, charlie.pk, alice.pk})
    stored = post_message(Send(lobby.pk, alice.pk, uuid4(), "@here tea", here=present))
    assert Message.objects.get(pk=stored.id).mentions == [bob.pk]


def test_here_calls_nobody_when_the_text_does_not_say_it(lobby, alice, bob):
    stored = post_message(Send(lobby.pk, alice.pk, uuid4(), "tea", here=frozenset({bob.pk})))
    assert Message.objects.get(pk=stored.id).mentions == []


def test_in_a_large_room_a_plain_member_does_not_call_everybody(lobby, bob, monkeypatch):
    monkeypatch.setattr(mentions, "CALL_ALL_MAX_MEMBERS", 1)
    assert not say(lobby, bob, "@all tea").mentions_all


def test_in_a_large_room_the_owner_calls_everybody(lobby, alice, bob, monkeypatch):
    monkeypatch.setattr(mentions, "CALL_ALL_MAX_MEMBERS", 1)
    assert say(lobby, alice, "@all tea").mentions_all


def test_a_japanese_name_needs_no_space_behind_it(lobby, alice):
    taro = User.objects.create_user(username="太郎", name="山田太郎")
    lobby.memberships.create(user=taro)
    assert say(lobby, alice, "@太郎さん、お茶です").mentions == [taro.pk]


@pytest.mark.parametrize("typed", ["@Émile", "@émile", "@ÉMILE"])
def test_a_name_is_called_in_any_case_of_every_script(lobby, alice, typed):
    emile = User.objects.create_user(username="Émile")
    lobby.memberships.create(user=emile)
    assert say(lobby, alice, f"{typed} tea").mentions == [emile.pk]


def test_a_message_without_names_costs_no_query_for_them(lobby, alice, django_assert_num_queries):
    with django_assert_num_queries(0):
        mentions.callable_people([(lobby.pk, "tea at four")])
