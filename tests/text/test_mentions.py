"""Who is called in a text, and where."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.mentions import (
    EVERYBODY,
    mention_before_colon,
    mentions_in,
    name_before_colon,
    possible_names,
)
from chat.text.names.folding import fold

PEOPLE = {"bob": 1, "bob.smith": 2, "太郎": 3, "al[x]": 4, "_mika_": 5, "émile": 6, "john": 7}


def mentioned(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in mentions_in(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@bob", ["@bob"]),
        ("＠BOB、お茶です", ["＠BOB"]),
        ("@ＢＯＢ", ["@ＢＯＢ"]),
        ("hi @bob.", ["@bob"]),
        ('@bob, @BOB: @bob\'s (@bob) "@bob"', ["@bob", "@BOB", "@bob", "@bob", "@bob"]),
        ("@bob...ok", ["@bob"]),
        (".@bob -@bob", ["@bob", "@bob"]),
        ("@bob+@john @bob-@john @bob_@john", ["@bob", "@john"] * 3),
        ("@bob|@john/@bob.@john", ["@bob", "@john", "@bob", "@john"]),
        ("foo.@bob a-@bob 50%@bob a_@bob!", ["@bob"] * 4),
        ("@bob-@bob.smith", ["@bob", "@bob.smith"]),
        ("x.@太郎さん", ["@太郎"]),
        ("@bob.smith!", ["@bob.smith"]),
        ("@Bob.Smith.", ["@Bob.Smith"]),
        ("@太郎さん", ["@太郎"]),
        ("@太郎、@太郎bob", ["@太郎", "@太郎"]),
        ("(@al[x])", ["@al[x]"]),
        ("お茶@bobさん", ["@bob"]),
        ("@bob-さん", ["@bob"]),
        ("@Émile @émile @E\u0301mile", ["@Émile", "@émile", "@E\u0301mile"]),
        ("@_mika_ @_mika_さん", ["@_mika_", "@_mika_"]),
        ("_@bob_ **@bob**", ["@bob", "@bob"]),
        ("@bob: https://e.com", ["@bob"]),
        ("@all @here @everyone @全員", ["@all", "@here", "@everyone", "@全員"]),
        ("①@bob ❶@bob ❤️@bob 1️⃣@bob", ["@bob"] * 4),
        ("@bob\ufe0f @bob\u200d \u2060@bob \u00ad@bob", ["@bob"] * 4),
        ("@ALL ＠全員集合 @hereです", ["@ALL", "＠全員", "@here"]),
    ],
)
def test_a_name_is_found(text, found):
    assert mentioned(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("bob", "@bobby", "@@bob", "@ bob", "@", "@nobody", "", "@bo", "@bob1", "@ＢＯＢＢＹ"),
        *("@all-stars", "@all_hands", "@all.hands", "@all+1", "@all/here", "@allison", "@hereby"),
        *("@john.citizen", "@john-smith"),
        *(
            "a@bob.com",
            "josé@here.com",
            "jos\u00e9@here",
            "jose\u0301@here",
            "太郎@here.com",
        ),
        *("@bob@mastodon.social", "@bob:matrix.org", "@bob/repo", "@bob＠mastodon.social", "α@all"),
        *("news-@bob.smith", "a+b_@bob.smith", "x%@bob.smith", "@bob@john", "a\u200d@bob"),
        *("@mika", "@_mika", "@Émil", "@_mika_2", "@bob|away", "@bob[1]"),
        *("@john．citizen", "@all‐stars", "@all‑stars", "@bob\u200dby", "@bob\u00adby", "@all＿x"),
        *("@bob·legi", "@bob‿x", "@bob−san", "@bob﹣san", "@bob：matrix.org"),
    ],
)
def test_what_is_no_name_is_not_found(text):
    assert mentioned(text) == []


def test_nobody_is_called_in_the_name_of_everybody():
    found = mentions_in("@all @here", {"all": 1, "here": 2})
    assert [mention.target for mention in found] == ["all", "here"]


@pytest.mark.parametrize(
    ("text", "end"), [("bob: tea", 3), ("Bob, tea", 3), ("bob:", 3), ("ＢＯＢ: x", 3)]
)
def test_a_line_of_irc_calls_the_nick_it_begins_with(text, end):
    [mention] = mention_before_colon(text, PEOPLE)
    assert (mention.start, mention.end, mention.target) == (0, end, 1)


@pytest.mark.parametrize("text", ["bob:tea", "tea, bob: now", "nobody: tea", "", ": tea"])
def test_a_line_of_irc_that_calls_nobody(text):
    assert list(mention_before_colon(text, PEOPLE)) == []


@given(st.text() | st.text(st.sampled_from("@＠bo太郎_-. é")))
def test_calls_never_overlap_and_were_possible(text):
    found = list(mentions_in(text, PEOPLE))
    assert all(one.end <= other.start for one, other in pairwise(found))
    names = {fold(text[mention.start + 1 : mention.end]) for mention in found}
    assert names <= possible_names(text) | set(EVERYBODY)


@pytest.mark.parametrize("text", ["bob, tea?", "bob: tea", "well, yes", "@ bob"])
def test_a_name_without_an_at_is_called_by_nobody_who_writes_markdown(text):
    assert possible_names(text) == set()


@pytest.mark.parametrize(("text", "names"), [("Bob: tea", {"bob"}), ("tea", set())])
def test_the_name_that_a_line_of_irc_begins_with_may_be_called(text, names):
    assert name_before_colon(text) == names
