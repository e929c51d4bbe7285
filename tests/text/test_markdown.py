"""From what somebody wrote to what everybody sees."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.markdown import PLAIN, render, render_by_parser, render_plain, render_with_mentions
from tests.examples import examples


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("**「強調」**です", "<strong>「強調」</strong>です"),
        ("これは**「強調」**です", "これは<strong>「強調」</strong>です"),
        ("*「斜体」*の例", "<em>「斜体」</em>の例"),
        ("**重要:**明日", "<strong>重要:</strong>明日"),
        ("~~「取消」~~です", "<s>「取消」</s>です"),
        ("**bold** and *slanted*", "<strong>bold</strong> and <em>slanted</em>"),
        ("snake_case_word", "snake_case_word"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_emphasis_is_right_in_both_languages(body, html):
    assert render(body) == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("見て https://example.com/a。すごい", "https://example.com/a"),
        ("「https://example.com/b」を", "https://example.com/b"),
        ("https://example.com/cです", "https://example.com/c"),
        ("(https://example.com/d_e_f)", "https://example.com/d_e_f"),
        ("see https://example.com/g, then", "https://example.com/g"),
        ("me@example.com", "mailto:me@example.com"),
    ],
)
def test_an_address_ends_where_the_text_goes_on(body, address):
    assert f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">' in render(
        body
    )


@pytest.mark.parametrize("body", ["settings.py", "www.example.com", "README.md", "1.2.3.4"])
def test_names_of_files_are_not_taken_for_addresses(body):
    assert "<a" not in render(body)


def test_an_address_is_shown_as_people_read_it():
    html = render("https://example.com/%E5%BA%83%E5%A0%B4%20a")
    assert ">https://example.com/広場%20a</a>" in html
    assert 'href="https://example.com/%E5%BA%83%E5%A0%B4%20a"' in html


def test_line_breaks_are_kept():
    assert render("one\ntwo") == "<p>one<br>\ntwo</p>\n"


def test_code_is_highlighted_by_classes():
    html = render("```python\nprint('広場')\n```")
    assert html.startswith('<pre class="highlight"><code><span class="nb">print</span>')


def test_code_in_an_unknown_language_is_shown_plain():
    assert render("```nonsense\n<b>\n```") == "<pre><code>&lt;b&gt;\n</code></pre>\n"


def test_lists_quotes_and_tables_are_rendered():
    html = render("- one\n\n> two\n\n| a | b |\n| - | - |\n| 1 | 2 |")
    assert all(tag in html for tag in ("<ul>", "<blockquote>", "<table>"))


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.com/tracker.png)",
        '<a href="https://example.com" onclick="alert(1)">x</a>',
        '[x](https://example.com "onmouseover=alert(1)")',
        "<svg/onload=alert(1)>",
        "```html\n<script>alert(1)</script>\n```",
    ],
)
def test_nothing_that_runs_or_loads_comes_out(body):
    tags = re.findall("<[^>]*>", render(body))
    dangerous = re.compile(r"<(script|img|svg)|\son\w+=|href=\"(javascript|data)", re.IGNORECASE)
    assert not [tag for tag in tags if dangerous.search(tag)]


def test_text_that_is_not_markdown_stays_as_it_was_written():
    assert render_plain("# *a* `b` _c_\n<d>").html == "<p># *a* `b` _c_<br>\n&lt;d&gt;</p>\n"


def test_text_that_is_not_markdown_has_its_links():
    assert '<a href="https://example.com/"' in render_plain("* https://example.com/").html


@examples(quick=100, long=5_000)
@given(st.text(max_size=300))
def test_any_text_at_all_becomes_html(body):
    assert isinstance(render(body), str)
    assert isinstance(render_plain(body).html, str)


ALMOST_PLAIN = st.text(
    st.sampled_from("ab1 .:;,'\"!?()-+=#|{}^$%あ。「」　é😀mailto:/１）\u200b\u2028\u3000\x85")
    | st.characters(codec="utf-8"),
    max_size=40,
)


@examples(quick=300, long=20_000)
@given(ALMOST_PLAIN)
def test_plain_text_comes_out_as_the_parser_would_write_it(body):
    assert render_with_mentions(body, {}) == render_by_parser(body)


def test_most_of_what_people_say_is_plain():
    for body in (
        "こんにちは。元気ですか?",
        "See you at 3, then!",
        "100% (or 99.5)",
        "日本語 and English",
    ):
        assert PLAIN.fullmatch(body)


@pytest.mark.parametrize("body", ["[" * 9_000, "*a_" * 3_000, "> " * 4_000, "`" * 9_999])
def test_hostile_nesting_is_rendered(body):
    assert isinstance(render(body), str)


@pytest.mark.parametrize("body", ["/me waves", "/ME  waves", "/me\u3000waves"])
def test_me_is_an_action(body):
    rendered = render_with_mentions(body, {})
    assert (rendered.is_action, rendered.text) == (True, "waves")


@pytest.mark.parametrize("body", ["/me", "/me ", "/me \u200b", "/mend it", " /me waves", "a /me b"])
def test_what_is_no_action_is_ordinary_text(body):
    rendered = render_with_mentions(body, {})
    assert not rendered.is_action
    assert body.strip() in rendered.text


def test_a_line_of_irc_is_no_action():
    rendered = render_plain("/me waves")
    assert (rendered.is_action, rendered.text) == (False, "/me waves")
