"""What rendering may cost, whatever somebody sends."""

import time

import pytest
from hypothesis import given

from chat.text.markdown.rendering import render_plain, render_with_mentions
from chat.text.mentions import POSSIBLE_MAX, possible_names
from chat.text.names.visible import has_visible_text
from tests.examples import examples
from tests.text.hostile import HOSTILE, LENGTH

PEOPLE = {"bob": 1, "a": 2, "太郎": 9_999_999}
SECONDS = 1.0
"""Of the processor; the slowest text that is known takes a quarter of it on a slow machine."""


def check(body: str) -> None:
    started = time.thread_time()
    results = [render_with_mentions(body, PEOPLE), render_plain(body, PEOPLE)]
    assert time.thread_time() - started < SECONDS
    for rendered in results:
        assert len(rendered.html.encode()) <= 8 * len(body.encode()) + 4_096
        assert has_visible_text(rendered.text) or not has_visible_text(body)


@examples(quick=40, long=5_000)
@given(HOSTILE)
def test_any_hostile_text_is_rendered_in_time(body):
    check(body)


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "[",
            "*a_",
            "> ",
            "`",
            "http://(",
            "http://a(",
            "http://a(http://",
            "https://a?&",
            "<",
            "[a](",
            "&",
        ),
        *(
            "- ",
            "> - ",
            "**a *b ",
            "*a ",
            "_a_ ",
            "__a",
            "__a_",
            "a.b@",
            "a@b.c.d.",
            "@a",
            "@bob ",
            "@" + "あ" * 63,
        ),
        *(
            ")\n\n",
            "- a\n",
            "# a\n",
            "a|b\n-|-\n",
            "a|b\n-|-",
            "a|b\n-|-\n\n",
            "*あ*|い\n-|-\n",
            "1. あ\n- い\n",
            "- > あ\n",
            "- あ\n  - い\n",
            ">あ\n\nい\n",
            "|a",
            "``` a b\n",
            "```\n\n",
            "~~~a b\n",
            ">\n",
            "> a\n>\n",
        ),
        *(
            "\\*",
            "\\*\\_",
            "\\[",
            "\\`",
            "/me ",
            "a:",
            "[`](http://a)",
            "*_",
            "~~あ",
            "e\u0301",
            "\u3164",
            "1. a\n",
        ),
    ],
)
def test_a_run_is_rendered_in_time(pattern):
    check((pattern * LENGTH)[:LENGTH])


@pytest.mark.parametrize(
    "body",
    [
        "https://" + "あ亜" * 4_990 + ".jp/",
        "https://" + "日本." * 3_300 + "jp/",
        "https://" + "a" * 9_900 + "@b.com/",
        "[x](https://" + "広場" * 4_900 + "/)",
        "*https://a.b/" + "*_" * 4_900 + "b",
        "x@" + "広場" * 4_900 + ".jp",
        "[" + "[a]" * 3_300,
        "**a *b " * 700 + "c* d** " * 700,
        "\n".join("  " * level + "- a" for level in range(95)),
        "".join("`" * length + " " for length in range(1, 140)),
        "```mcschema\n<!--\n```",
        "```systemd\n" + " " * 2_000 + "\n```",
    ],
)
def test_a_text_that_was_made_to_be_slow_is_rendered_in_time(body):
    check(body[:LENGTH])


def test_what_would_be_too_long_as_html_is_shown_as_typed():
    body = ">a\n\nb\n" * 1_600
    rendered = render_with_mentions(body, PEOPLE)
    assert rendered.text == body.strip("\n")


def test_only_so_many_names_are_looked_up():
    assert len(possible_names(" ".join(f"@name{number}" for number in range(900)))) == POSSIBLE_MAX
    assert all(len(name) <= 64 for name in possible_names("@" + "あ" * 500 + " @" + "a" * 500))


def test_only_so_many_calls_of_a_text_reach_somebody():
    people = {f"name{number}": number for number in range(1, 900)}
    assert len(render_with_mentions(" ".join(f"@{name}" for name in people), people).people) == 50


@pytest.mark.parametrize(
    "text",
    [
        "a|b\n-|-\n" + "あ|い\n" * 2_400,
        "a|b\n-|-\n\n" * 1_000,
        "|".join("あ" * 4_000) + "\n" + "|".join("-" * 900),
        "a|b\n-|-\n" + "あ|" * 4_900,
        "- あ\n" * 2_500,
        "1. あ\n- い\n" * 1_100,
        "> あ\n\n" * 2_000,
        "> - あ\n" * 1_600,
        "あ\n\n" * 3_300,
        "# あ\n" * 2_400,
    ],
)
def test_of_more_blocks_than_a_message_shows_all_is_shown_as_typed(text):
    rendered = render_with_mentions(text[:LENGTH].strip(), PEOPLE)
    assert rendered.text == text[:LENGTH].strip()
    assert rendered.html.count("<p") == 1


def test_a_table_of_a_thousand_cells_and_a_list_of_a_thousand_items_are_shown():
    row = "|".join(["12345"] * 10)
    table = "\n".join([row, "|".join("-" * 10), *[row] * 99])
    assert render_with_mentions(table, PEOPLE).html.count("<td") == 990
    assert render_with_mentions("- item\n" * 1_000, PEOPLE).html.count("<li") == 1_000
