"""When marks emphasise, and when they are what people typed."""

import pytest

from chat.text.markdown.rendering import render_with_mentions
from tests.text.reading import html_of


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("**「強調」**です", "<strong>「強調」</strong>です"),
        ("これは**「強調」**です", "これは<strong>「強調」</strong>です"),
        ("これは*強調*です", "これは<em>強調</em>です"),
        ("*「斜体」*の例", "<em>「斜体」</em>の例"),
        ("**重要:**明日", "<strong>重要:</strong>明日"),
        ("~~「取消」~~です", "<s>「取消」</s>です"),
        ("**bold** and *slanted*", "<strong>bold</strong> and <em>slanted</em>"),
        ("__bold text__ and _slanted_", "<strong>bold text</strong> and <em>slanted</em>"),
        (
            "***both***, **_both_**",
            "<em><strong>both</strong></em>, <strong><em>both</em></strong>",
        ),
        ("**!!!** (*really*) *yes!*", "<strong>!!!</strong> (<em>really</em>) <em>yes!</em>"),
        ("**two\nlines**", "<strong>two<br>lines</strong>"),
        ("*`code`* **[x](http://e.com)**", None),
        ("**either**/**or**", "<strong>either</strong>/<strong>or</strong>"),
        ("~~a~~/**b**です", "<s>a</s>/<strong>b</strong>です"),
        ("第*1*回", "第<em>1</em>回"),
        ("a `*b*` c", "a <code>*b*</code> c"),
        ("`foo`s (´・ω・`)", "<code>foo</code>s (´・ω・`)"),
        ("(´・ω・`) `ls` (´Д`)", "(´・ω・`) <code>ls</code> (´Д`)"),
        ("don`t use `ls`", "don`t use <code>ls</code>"),
        ("`one\n  two`", "<code>one<br>  two</code>"),
        ("`` a`b ``", "<code>a`b</code>"),
    ],
)
def test_marks_emphasise_in_both_languages(body, html):
    if html is None:
        html = '<em><code>code</code></em> <strong><a href="http://e.com">x</a></strong>'
    assert html_of(body) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "body",
    [
        *(
            "2*3*4",
            "2 * 3 * 4",
            "5 * 3",
            "a*b*c",
            "f(x)=x_1*y_2",
            "x**2 + y**2",
            "(a)*(b)*(c)",
            "2**3**4",
        ),
        *(
            "snake_case_word",
            "snake_case_",
            "_private",
            "__init__",
            "__init__.py",
            "a.__dict__",
            "__all__",
        ),
        *(
            "**kwargs",
            "*args, **kwargs",
            "f(*args, **kwargs)",
            "int *p, *q",
            "char **argv",
            "_.map(_)",
        ),
        *(
            "*.py",
            "ls *.py *.js",
            "src/**/*.py",
            "**/*.py",
            "a/*/b/*",
            "rm */*.jpg",
            '-name "*x*"',
            "'*' and '*'",
        ),
        *(
            "~/x and ~/y",
            "a~~b~~c",
            "PROGRA~1",
            "~5",
            "~ 5 ~",
            "a ~ b ~ c",
            "C:\\_temp\\*",
            "\\\\a\\b",
        ),
        *(
            "(*^^*)",
            "(*´ω｀*)",
            "(*・∀・*)",
            "(*ﾟ▽ﾟ*)",
            "(*_*)",
            "*_*",
            "^_^ T_T",
            "m(_ _)m",
            "(-_-)",
            "_(:3」∠)_",
            "__|__",
        ),
        *(
            "¯\\_(ツ)_/¯",
            "¯\\_(ツ)_/¯ ¯\\_(ツ)_/¯",
            "\\(^o^)/",
            "*\\(^o^)/*",
            "\\(x\\)",
            "\\[x\\]",
            "\\n",
            "\\d+",
        ),
        *(
            "\\*",
            "\\_",
            "\\`",
            "\\*a",
            "a\\*",
            "\\#x",
            "\\@",
            "\\&amp;",
            "\\<b>",
            "\\ ",
            "a\\",
            "1\\.5",
            "a \\- b",
            "5 \\* 3",
            "2026\\. x",
            "a 1\\. b",
            "\\- ",
        ),
        *("(´・ω・`) (´・ω・`)", "(`・ω・´)ゞ (`Д´)", "(´-`).oO( hm )(´-`)", "(´Д`)(*´ω`*)"),
        *("don`t and it`s", "l`homme d`ici", "a`b`c"),
        *("税込*1 送料*2", "1個*2箱*3列", "ええ~~!? なに~~", "あ**!?**い"),
        *("C:\\*.* and D:\\*.*", "C:\\_temp and D:\\_temp_", "E:\\*new*"),
        *("**/node_modules/**", "**/*.test.js **/*.js", "**/foo**/bar"),
        *("** bold **", "*x *", "a* b *c", "*x", "x*", "**x*y", "`x", "``x`", "~~x", "|*|*|"),
    ],
)
def test_marks_that_emphasise_nothing_are_shown(body):
    assert render_with_mentions(body, {}).text == body


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("\\*so\\*", "*so*"),
        ("\\*so*", "*so*"),
        ("\\*\\*so\\*\\*", "**so**"),
        ("\\**so**", "**so**"),
        ("\\_so\\_ and \\~~so\\~~", "_so_ and ~~so~~"),
        ("\\`so\\`", "`so`"),
        ("\\[so](https://e.com/)", "[so](https://e.com/)"),
        ("\\# so", "# so"),
        ("\\- so", "- so"),
        ("\\* so", "* so"),
        ("\\> so", "> so"),
        ("1\\. so", "1. so"),
        ("a\n\\- b", "a\n- b"),
        ("\\>so", ">so"),
    ],
)
def test_a_backslash_is_gone_where_it_kept_something_from_happening(body, text):
    rendered = render_with_mentions(body, {})
    assert rendered.text == text
    assert not any(tag in rendered.html for tag in ("<em", "<strong", "<s>", "<code", "<li", "<h1"))


def test_a_backslash_keeps_a_name_from_being_called():
    rendered = render_with_mentions("\\@bob \\@nobody", {"bob": 1})
    assert (rendered.text, rendered.people) == ("@bob \\@nobody", frozenset())


def test_code_with_nothing_in_it_is_shown_as_typed():
    assert render_with_mentions("a ` ` b", {}).text == "a ` ` b"
