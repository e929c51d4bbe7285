"""What lines mean: quotes, lists, code, tables, headings."""

import pytest

from chat.text.markdown.blocks import DEPTH_MAX
from chat.text.markdown.rendering import render_with_mentions
from tests.text.reading import html_of


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("> quoted\nnext", "<blockquote><p>quoted</p></blockquote><p>next</p>"),
        ("> a\n> b\n>\n> c", "<blockquote><p>a<br>b</p><p>c</p></blockquote>"),
        ("said\n> a\nsaid", "<p>said</p><blockquote><p>a</p></blockquote><p>said</p>"),
        (">quoted", "<blockquote><p>quoted</p></blockquote>"),
        (
            "> > a\n> b",
            "<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>",
        ),
        ("> - a\n> b\nc", "<blockquote><ul><li>a</li></ul><p>b</p></blockquote><p>c</p>"),
        (
            ">a\n>2nd\n>「c」\n>- d",
            "<blockquote><p>a<br>2nd<br>「c」</p><ul><li>d</li></ul></blockquote>",
        ),
        ("> a\n>_<", "<blockquote><p>a</p></blockquote><p>&gt;_&lt;</p>"),
        ('> a\n>"<', '<blockquote><p>a</p></blockquote><p>&gt;"&lt;</p>'),
        ("> a\n\n> b", "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
    ],
)
def test_a_quote_is_the_lines_that_are_marked(body, html):
    assert html_of(body) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("- eggs\nnext", "<ul><li>eggs</li></ul><p>next</p>"),
        ("buy\n- eggs\n- tea", "<p>buy</p><ul><li>eggs</li><li>tea</li></ul>"),
        ("- a\n  more\n- b", "<ul><li>a<br>more</li><li>b</li></ul>"),
        ("- a\n\n- b\n\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("- a\n\n  b", "<ul><li>a<p>b</p></li></ul>"),
        ("- a\n* b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("- [ ] task", "<ul><li>[ ] task</li></ul>"),
        ("- a\n-\n- b", "<ul><li>a</li></ul><p>-</p><ul><li>b</li></ul>"),
        (
            "1. a\n   > b\nc",
            '<ol><li value="1">a<blockquote><p>b</p></blockquote></li></ol><p>c</p>',
        ),
    ],
)
def test_an_item_is_its_line_and_what_is_indented_below_it(body, html):
    assert html_of(body) == html


@pytest.mark.parametrize(
    ("body", "numbers"),
    [("3. x\n5. y", [3, 5]), ("1. a\n1. b", [1, 1]), ("0. a\n1. b", [0, 1]), ("99. z", [99])],
)
def test_numbers_stay_as_typed(body, numbers):
    html = html_of(body)
    assert [f'<li value="{number}">' in html for number in numbers] == [True] * len(numbers)
    assert render_with_mentions(body, {}).text == body


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("```python\nprint(1)\n```", '<pre><code class="language-python">print(1)</code></pre>'),
        ("```C++\nx\n```", '<pre><code class="language-c++">x</code></pre>'),
        ("~~~\n<b>\n~~~", "<pre><code>&lt;b&gt;</code></pre>"),
        ("```\n  a\n\n  b\n```\nc", "<pre><code>  a\n\n  b</code></pre><p>c</p>"),
        ("    ```\n    a\n    ```\nb", "<pre><code>    a</code></pre><p>b</p>"),
        ("a\nb: ```\nc\n```\n*d*", "<p>a<br>b:</p><pre><code>c</code></pre><p><em>d</em></p>"),
        ("a ```\nb", "<p>a ```<br>b</p>"),
        ("said\n```\na\n```", "<p>said</p><pre><code>a</code></pre>"),
        ("```\na\n`````", "<pre><code>a</code></pre>"),
        ("````\n```\n````", "<pre><code>```</code></pre>"),
        ("```\nnever closed", "<pre><code>never closed</code></pre>"),
        ("```a = 1\nb = 2```", "<pre><code>a = 1\nb = 2</code></pre>"),
        ("```js\nfoo()```", "<pre><code>js\nfoo()</code></pre>"),
        ("``` two words\na\n```", "<pre><code>two words\na</code></pre>"),
        ("```a = 1```", "<p><code>a = 1</code></p>"),
        ("- a\n  ```\n  b\n  ```", "<ul><li>a<pre><code>b</code></pre></li></ul>"),
        ("> ```\n> a\nb", "<blockquote><pre><code>a</code></pre></blockquote><p>b</p>"),
        ("~~~ hello ~~~", "<p>~~~ hello ~~~</p>"),
        ("```" + "x" * 33 + "\na\n```", f"<pre><code>{'x' * 33}\na</code></pre>"),
    ],
)
def test_code_stands_between_fences(body, html):
    assert html_of(body) == html


def test_code_has_no_marks_links_or_calls():
    rendered = render_with_mentions("```\n*a* https://e.com @bob \\* &lt;\n```", {"bob": 1})
    assert rendered.text == "*a* https://e.com @bob \\* &lt;"
    assert (rendered.links, rendered.people) == ((), frozenset())


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("# Title", "<h1>Title</h1>"),
        ("### *Title* #", "<h3><em>Title</em> #</h3>"),
        ("a\n## b\nc", "<p>a</p><h2>b</h2><p>c</p>"),
        ("# C#", "<h1>C#</h1>"),
    ],
)
def test_a_heading_is_one_line_and_keeps_all_of_it(body, html):
    assert html_of(body) == html


def test_a_table_needs_its_line_of_dashes():
    assert html_of("a\n| b | c |\n|:--|--:|\n| 1 | `x\\|y` |\nd") == (
        "<p>a</p><table><thead><tr><th>b</th><th>c</th></tr></thead>"
        "<tbody><tr><td>1</td><td><code>x|y</code></td></tr></tbody></table><p>d</p>"
    )


def test_a_row_keeps_all_of_its_cells():
    assert render_with_mentions("|a|b|\n|-|-|\n|1|2|3|\n|4|", {}).text == "a\tb\n1\t2\t3\n4"


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
def test_what_is_too_deep_is_shown_as_typed(mark):
    depth = DEPTH_MAX + 3
    lines = "\n".join(f"{'  ' * (level if mark == '- ' else 0)}{mark}" for level in range(depth))
    body = f"{mark * depth}deep" if "\n" not in mark and ">" in mark else f"{lines}deep"
    assert "deep" in render_with_mentions(body, {}).text


def test_the_deepest_quote_shows_the_marks_behind_it():
    html = html_of("> " * (DEPTH_MAX + 2) + "deep")
    assert html.count("<blockquote>") == DEPTH_MAX
    assert "<p>&gt; &gt; deep</p>" in html
