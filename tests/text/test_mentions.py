"""Who is called in a text, and where."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.mentions import call_before_colon, calls, possible_names

PEOPLE = {"bob": 1, "bob.smith": 2, "太郎": 3, "al[x]": 4}


def called(text: str) -> list[str]:
    return [text[call.start : call.end] for call in calls(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@bob", ["@bob"]),
        ("＠BOB、お茶です", ["＠BOB"]),
        ("hi @bob.", ["@bob"]),
        ("@bob.smith!", ["@bob.smith"]),
        ("@bob-smith", ["@bob"]),
        ("@太郎さん", ["@太郎"]),
        ("(@al[x])", ["@al[x]"]),
        ("お茶@bobさん", ["@bob"]),
        ("@all @here @everyone @全員", ["@all", "@here", "@everyone", "@全員"]),
    ],
)
def test_a_name_is_found(text, found):
    assert called(text) == found


@pytest.mark.parametrize(
    "text", ["bob", "@bobby", "a@bob.com", "@@bob", "@ bob", "@", "@nobody", ""]
)
def test_what_is_no_name_is_not_found(text):
    assert called(text) == []


@pytest.mark.parametrize(("text", "end"), [("bob: tea", 3), ("Bob, tea", 3), ("bob:", 3)])
def test_a_line_of_irc_calls_the_nick_it_begins_with(text, end):
    [call] = call_before_colon(text, PEOPLE)
    assert (call.start, call.end, call.called) == (0, end, 1)


@pytest.mark.parametrize("text", ["bob:tea", "tea, bob: now", "nobody: tea", "", ": tea"])
def test_a_line_of_irc_that_calls_nobody(text):
    assert list(call_before_colon(text, PEOPLE)) == []


@given(st.text())
def test_calls_never_overlap_and_were_possible(text):
    found = list(calls(text, PEOPLE))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert {text[call.start + 1 : call.end].lower() for call in found} <= possible_names(text)
