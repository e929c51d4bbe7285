"""Ending sessions: exactly those that were meant, with their sockets."""

import pytest
from django.contrib.sessions.models import Session

from chat.actions.people.bulk import sign_in_people
from chat.actions.people.sessions import note_visit, sign_out, sign_out_everywhere
from chat.actions.refusal import Refused
from chat.models import Notice, User


def session_of(user: User) -> str:
    """Open a session that has been used."""
    [key] = sign_in_people([user])
    note_visit(user, key, "192.0.2.1", "Firefox")
    return key


def alive() -> set[str]:
    return set(Session.objects.values_list("session_key", flat=True))


def was_told(user: User) -> bool:
    """Whether the person's sockets were told to look at their sessions again."""
    return Notice.objects.filter(user=user, kind=Notice.Kind.SIGNED_OUT).exists()


def test_one_session_ends_and_its_sockets_are_told(alice):
    here, elsewhere = session_of(alice), session_of(alice)
    sign_out(alice, elsewhere)
    assert alive() == {here}
    assert was_told(alice)


def test_nobody_ends_the_session_of_somebody_else(alice, bob):
    theirs = session_of(bob)
    with pytest.raises(Refused, match="not_found"):
        sign_out(alice, theirs)
    assert alive() == {theirs}
    assert not was_told(bob)


@pytest.mark.parametrize("key", ["", "x" * 32, "\0", "../../etc/passwd"])
def test_a_session_that_is_not_there_is_not_found(alice, key):
    with pytest.raises(Refused, match="not_found"):
        sign_out(alice, key)


def test_all_others_end_and_the_one_that_is_kept_goes_on(alice, bob):
    here, _elsewhere, theirs = session_of(alice), session_of(alice), session_of(bob)
    sign_out_everywhere(alice, keep=here)
    assert alive() == {here, theirs}
    assert was_told(alice)


def test_all_of_them_end(alice):
    session_of(alice)
    session_of(alice)
    sign_out_everywhere(alice)
    assert alive() == set()
    assert was_told(alice)


def test_a_visit_is_noted_once_in_a_while(alice, django_assert_num_queries):
    key = session_of(alice)
    with django_assert_num_queries(1):
        note_visit(alice, key, "192.0.2.7", "Firefox")
