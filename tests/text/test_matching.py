"""What filters find: the same whatever it is dressed as, and in time linear to the text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.matching import host_of, is_below, plain, reading, reading_of_html, wildcard

WORD = r"[^\W_]"
SECONDS = 0.5
"""Generous: each of these takes a few milliseconds, and took minutes with backtracking."""


def by_backtracking(pattern: str) -> re.Pattern[str]:
    """The same pattern as Python's engine would have it, in whatever time that takes."""
    folded = plain(pattern)
    core = re.escape(folded).replace(r"\*", f"{WORD}*")
    before = rf"(?<!{WORD})" if re.match("[a-z0-9]", folded) else ""
    after = rf"(?!{WORD})" if re.match("[a-z0-9]", folded[-1:]) else ""
    return re.compile(before + core + after)


@given(st.text("abあ* -", min_size=1, max_size=7), st.text("abあ -", max_size=14))
def test_a_pattern_finds_what_backtracking_would_find(pattern, text):
    found = by_backtracking(pattern).search(plain(text)) is not None
    assert wildcard(pattern).is_in(plain(text)) is found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("出*会*系", "出会" * 5_000),
        ("a*" * 99 + "z", "a" * 10_000),
        ("a*a b*z", "aaaa aaaa b " * 900),
        ("あ*あ*a", "あ あ" * 3_000),
        ("a" * 199, "a" * 10_000),
        ("あ" * 199 + "い", "あ" * 10_000),
        ("*a*" * 60, "b" * 10_000),
    ],
)
def test_no_pattern_takes_long_with_any_text(pattern, text):
    started = time.process_time()
    assert not wildcard(pattern).is_in(plain(text))
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "dressed",
    [
        "CASINO",
        "ｃａｓｉｎｏ",
        "ca\u200bsi\u00adno",
        "c\u034fa\ufe0fs\u2060ino",
        "c\u0336a\u0336s\u0336ino",
        "ca\u3164sino",
        "𝐜𝐚𝐬𝐢𝐧𝐨",
    ],
)
def test_a_word_is_the_same_however_it_is_dressed(dressed):
    assert plain(dressed) == "casino"


def test_marks_that_belong_to_a_letter_stay():
    assert plain("か\u3099") == "が"
    assert plain("cafe\u0301") == "café"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/a",
        "HTTPS://EVIL.EXAMPLE",
        "https:\\\\evil.example\\a",
        "https:evil.example",
        "https://user:word@evil.example:8443/",
        "https://good.example%5C@evil.example/",
        "https://evil.example./?q=//good.example",
        "https://evil。example",
        "https://ｅｖｉｌ.example",
        "https://ev%69l%2Eexample/",
        "https://ev\u00adil.example",
        "mailto:somebody@evil.example?subject=x",
    ],
)
def test_the_host_of_an_address_is_where_a_browser_goes(address):
    assert host_of(address) == "evil.example"


def test_a_host_in_punycode_is_the_same_in_letters():
    assert host_of("https://xn--wgv71a119e.jp/") == host_of("https://日本語.jp") == "日本語.jp"


@pytest.mark.parametrize("address", ["https://xn--\u3042/", "https://[", "xn--99999999999", "//"])
def test_what_is_no_host_does_no_harm(address):
    assert isinstance(host_of(address), str)


def test_a_host_is_below_itself_and_its_parents_only():
    assert is_below("evil.example", "evil.example")
    assert is_below("a.evil.example", "evil.example")
    assert not is_below("devil.example", "evil.example")


def test_a_reading_has_what_was_typed_and_what_is_read():
    read = reading("[see](//evil.example/) cas**i**no", "see casino", ["//evil.example/"])
    assert "see casino" in read.texts
    assert read.hosts == {"evil.example"}


def test_a_stored_message_is_read_as_it_is_shown():
    read = reading_of_html("x", '<p>cas<em>i</em>no <a href="https://a.example/">b</a></p>')
    assert "casino b" in {text.strip() for text in read.texts}
    assert read.hosts == {"a.example"}
