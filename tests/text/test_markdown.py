"""From what somebody wrote to what everybody sees."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.markdown.rendering import PLAIN, render_by_parser, render_plain, render_with_mentions
from chat.text.markdown.sanitizing import ALLOWED_TAGS
from chat.text.names.visible import has_visible_text
from tests.examples import examples
from tests.payloads import payloads
from tests.text.reading import html_of

NOTHING_BUT_MARKS = [
    *("[note]: hello", "#", "# ", "######", ">", "> ", "-", "- ", "*", "* ", "+ ", "1.", "1. "),
    *("```", "``` ", "```python", "```\n```", "```\n\n```", "~~~", "~~~\n~~~", "` `", "``"),
    *("***", "---", "___", "* * *", "- - -", "===", "_", "__", "~~", "~~~~", "****", "** **"),
    *("| |", "||", "| |\n|-|", "| |\n|-|\n| |", "&nbsp;", "&#8203;", "&shy;", "<!-- -->", "<br>"),
    *("[](http://x)", "[ ](http://x)", "![](http://x)", "[]()", "[]", "<>", "\\", "\\\\"),
    *("- - ", "\\#", "**\u200b**", "[\u200b](http://x)", "1. 1.", "@"),
]


@pytest.mark.parametrize("body", NOTHING_BUT_MARKS)
def test_marks_with_nothing_to_see_between_them_are_shown_as_typed(body):
    rendered = render_with_mentions(body, {})
    assert _visible(rendered.text) == _visible(body)


@pytest.mark.parametrize("body", ["> >", "> #", "- #", "> ```", "- ```", "> - ", "# #", "> [a]: b"])
def test_marks_in_a_block_are_shown_in_it(body):
    assert _visible(render_with_mentions(body, {}).text) == _visible(body[1:])


def _visible(text: str) -> str:
    return "".join(char for char in text if has_visible_text(char))


@pytest.mark.parametrize(
    "body",
    [
        *(
            "&lt;b&gt;",
            "&amp;",
            "&copy;",
            "&#x41;",
            "<b>bold</b>",
            "<script>x</script>",
            "a < b > c",
        ),
        *(
            "a    b",
            "  two before",
            "\tx\ty",
            "    four",
            "    four\n      six",
            "|\\_/|",
            "a\u3000b",
        ),
        *("#general", "#1", "#", "##x", "####### seven", "C# and F#", "a # b", "$ # root"),
        *(">_<", ">:(", ">w<", ">>> print(1)", "->", "=> x", ">= 3", "a > b", "＞引用"),
        *(
            "-5",
            "-x",
            "+1",
            "+ 1",
            "*",
            "* * * * * run",
            "* 23 * * * run",
            "*/5 * * * * run",
            "- - x",
        ),
        *(
            "1)",
            "1) x",
            "(1) x",
            "1.5",
            "01. x",
            "007. Bond",
            "123456789. ticket",
            "2026. Good",
            "①. x",
        ),
        *("---", "Title\n---", "Title\n===", "Title\n-", "***", "a\n***\nb", "---\na\n---"),
        *("|a|", "a | b", "a | b\nc | d", "| a | b |\n| - |", "a\n|-|", "|-|"),
        *(
            "[a]: b",
            "[docs](readme)",
            "[x](//evil.example/)",
            "[x](javascript:alert(1))",
            "[x]",
            "a[0](1)",
        ),
        *("[x](https:/e)", "[x](https:e)", "[x](ftp://e.com)", "[x][y]", "[^1]", "![x](y.png)"),
    ],
)
def test_what_means_nothing_is_shown_as_typed(body):
    assert render_with_mentions(body, {}).text == body


def test_lines_and_paragraphs_are_kept():
    assert html_of("one\ntwo\r\nthree\n\n\n\nfour") == "<p>one<br>two<br>three</p><p>four</p>"


def test_each_block_has_the_direction_of_its_first_strong_letter():
    html = render_with_mentions(
        "# שלום\n- שני!\n1. שני!\n> שני!\n\nשלום\n\n| שני! |\n|-|\n| שני! |", {}
    ).html
    opened = re.findall(r"<(h1|li|blockquote|p|th|td)\b([^>]*)>", html)
    assert len(opened) == 8
    assert all('dir="auto"' in attributes for _tag, attributes in opened)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//evil.example)",
        "[x](https&#58;//evil.example)",
        "![x](https://example.com/tracker.png)",
        '<a href="https://example.com" onclick="alert(1)">x</a>',
        '[x](https://example.com "onmouseover=alert(1)")',
        '[x](https://example.com/"onmouseover="alert(1))',
        '```"onmouseover="alert(1)\nx\n```',
        "<svg/onload=alert(1)>",
        "```html\n<script>alert(1)</script>\n```",
    ],
)
def test_nothing_that_runs_or_loads_comes_out(body):
    tags = re.findall("<[^>]*>", render_with_mentions(body, {}).html)
    dangerous = re.compile(r"<(script|img|svg)|\son\w+=|href=\"(?!https?:|mailto:)", re.IGNORECASE)
    assert not [tag for tag in tags if dangerous.search(tag)]


def test_what_is_read_has_its_lines_and_numbers():
    rendered = render_with_mentions("# a\n> **b**\n3. c\n5. d\n\n| e | f |\n|-|-|\n| g | `h` |", {})
    assert rendered.text == "a\nb\n3. c\n5. d\ne\tf\ng\th"


def test_a_word_is_read_whole_whatever_stands_inside():
    assert render_with_mentions("ca**「si」**no", {}).text == "ca「si」no"


def test_text_that_is_not_markdown_stays_as_it_was_written():
    assert html_of("# *a* `b` _c_\n<d>  \\*", render_plain) == (
        "<p># *a* `b` _c_<br>&lt;d&gt;  \\*</p>"
    )


def test_text_that_is_not_markdown_has_its_links_and_calls():
    rendered = render_plain("bob, * https://example.com/ @alice", {"bob": 1, "alice": 2})
    assert rendered.links == ("https://example.com/",)
    assert rendered.people == frozenset({1, 2})


@examples(quick=200, long=20_000)
@given(st.text(max_size=300))
def test_any_text_at_all_is_seen(body):
    for rendered in (render_with_mentions(body, {}), render_plain(body)):
        assert has_visible_text(rendered.text) or not has_visible_text(body)


MARKS = st.text(st.sampled_from("#>-*_~`|[]()<&;\\!.:@1a \n\u200bあ"), max_size=30)


@examples(quick=500, long=50_000)
@given(MARKS)
def test_any_text_of_marks_is_seen(body):
    assert has_visible_text(render_with_mentions(body, {}).text) or not has_visible_text(body)


@examples(quick=300, long=20_000)
@given(MARKS)
def test_no_letter_is_ever_lost(body):
    letters = re.compile(r"[1aあ]")
    language = re.sub(r"^[ >*1.-]*(`{3,}|~{3,})[ \t]*[1a.-]+\s*$", "", body, flags=re.MULTILINE)
    kept = letters.findall(render_with_mentions(body, {}).text)
    assert len(kept) >= len(letters.findall(language)) or not letters.findall(language)


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
        "note: tea; and | {more} $5 = ^",
    ):
        assert PLAIN.fullmatch(body)


@pytest.mark.parametrize("body", ["/me waves", "/ME  waves", "/me\u3000waves", "/me\x85waves"])
def test_me_is_an_action(body):
    rendered = render_with_mentions(body, {})
    assert (rendered.is_action, rendered.text) == (True, "waves")


def test_an_action_calls_and_leads():
    rendered = render_with_mentions("/me asks @bob about https://example.com/", {"bob": 1})
    assert rendered.people == frozenset({1})
    assert rendered.links == ("https://example.com/",)


def test_an_action_is_one_sentence():
    assert html_of("/me > *waves*") == "<p>&gt; <em>waves</em></p>"


@pytest.mark.parametrize(
    "body", ["/me", "/me ", "/me \u200b", "/me \ufe0f", "/mend it", " /me waves", "a /me b"]
)
def test_what_is_no_action_is_ordinary_text(body):
    rendered = render_with_mentions(body, {})
    assert not rendered.is_action
    assert body.strip() in rendered.text


def test_a_line_of_irc_is_no_action():
    rendered = render_plain("/me waves")
    assert (rendered.is_action, rendered.text) == (False, "/me waves")


class Tags(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {(tag, name) for name, _value in attrs} | {(tag, "")}


def test_no_payload_becomes_more_than_is_allowed():
    tags = Tags()
    for payload in payloads():
        tags.feed(render_with_mentions(payload, {}).html + render_plain(payload).html)
    assert {tag for tag, _name in tags.seen} <= ALLOWED_TAGS
    assert {name for _tag, name in tags.seen} <= {
        "",
        "dir",
        "href",
        "target",
        "rel",
        "class",
        "value",
    }
