"""Where a text leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.markdown.links import addresses
from chat.text.markdown.rendering import render_plain, render_with_mentions
from tests.text.reading import html_of


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("見て https://example.com/a。すごい", "https://example.com/a"),
        ("見てhttps://example.com/a", "https://example.com/a"),
        ("「https://example.com/b」を", "https://example.com/b"),
        ("（https://example.com/b）", "https://example.com/b"),
        ("https://example.com/cです", "https://example.com/c"),
        ("https://example.comを見て", "https://example.com"),
        ("https://example.com/wiki/Tokyoは", "https://example.com/wiki/Tokyo"),
        ("https://example.com/a?b=1を", "https://example.com/a?b=1"),
        ("(https://example.com/d_e_f)", "https://example.com/d_e_f"),
        ("(see https://example.com/a_(b))", "https://example.com/a_(b)"),
        ("[https://example.com/a[0]]", "https://example.com/a[0]"),
        ('"https://example.com/a"', "https://example.com/a"),
        ("see https://example.com/g, then", "https://example.com/g"),
        ("https://example.com/g?!", "https://example.com/g"),
        ("https://example.com/g...", "https://example.com/g"),
        ("https://example.com.", "https://example.com"),
        ("|https://example.com/a|", "https://example.com/a"),
        ("HTTPS://Example.com/A", "HTTPS://Example.com/A"),
        ("http://localhost:8000/a", "http://localhost:8000/a"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://me:pw@example.com/", "https://me:pw@example.com/"),
        ("https://medium.com/@alice/post", "https://medium.com/@alice/post"),
        ("https://日本語.jp/", "https://日本語.jp/"),
        ("https://例え.テスト/道?q=値#章", "https://例え.テスト/道?q=値#章"),
        ("https://ja.wikipedia.org/wiki/日本", "https://ja.wikipedia.org/wiki/日本"),
        ("https://ja.wikipedia.org/wiki/日本、東京", "https://ja.wikipedia.org/wiki/日本"),
        ("https://ja.wikipedia.org/wiki/日本・東京", "https://ja.wikipedia.org/wiki/日本"),
        (
            "https://ja.wikipedia.org/wiki/ジョン・レノン・",
            "https://ja.wikipedia.org/wiki/ジョン・レノン",
        ),
        ("https://ja.wikipedia.org/wiki/日本（国）", "https://ja.wikipedia.org/wiki/日本"),
        ("https://ja.wikipedia.org/wiki/日本(国)", "https://ja.wikipedia.org/wiki/日本"),
        ("https://ja.wikipedia.org/wiki/東京_(地名)", "https://ja.wikipedia.org/wiki/東京_(地名)"),
        (
            "https://ja.wikipedia.org/wiki/日本のIT企業 は",
            "https://ja.wikipedia.org/wiki/日本のIT企業",
        ),
        ("https://example.com/ファイル:日本.jpgを", "https://example.com/ファイル:日本.jpg"),
        ("https://example.com/?q=日本&l=英 x", "https://example.com/?q=日本&l=英"),
        ("https://example.com/#見出し。", "https://example.com/#見出し"),
        ("https://ko.wikipedia.org/wiki/한국", "https://ko.wikipedia.org/wiki/한국"),
        ("https://ru.wikipedia.org/wiki/Москва.", "https://ru.wikipedia.org/wiki/Москва"),
        ("https://example.com/a😀", "https://example.com/a"),
        ("https://example.com/a_b_c*d*", "https://example.com/a_b_c*d*"),
        ("https://example.com/~me/a__b", "https://example.com/~me/a__b"),
        ("~~https://example.com/old~~", "https://example.com/old"),
        ("~~https://example.com/old~~です", "https://example.com/old"),
        ("**https://example.com/**", "https://example.com/"),
        ("**see https://example.com/a.**", "https://example.com/a"),
        ("_https://example.com/a_b_", "https://example.com/a_b"),
        ("***https://example.com/a***です", "https://example.com/a"),
        ("- https://example.com/a", "https://example.com/a"),
        ("me@example.com", "me@example.com"),
        ("Me <me@example.com>.", "me@example.com"),
        ("**me@example.com**", "me@example.com"),
        ("連絡はme@example.co.jpまで", "me@example.co.jp"),
        ("josé@here.com", "josé@here.com"),
        ("me+tag@sub.example.com,", "me+tag@sub.example.com"),
        ("mailto:me@example.com", "mailto:me@example.com"),
    ],
)
def test_an_address_ends_where_the_text_goes_on(body, written):
    [address] = addresses(body)
    assert body[address.start : address.end] == written
    for rendered in (render_with_mentions(body, {}), render_plain(body)):
        assert rendered.links == (address.href,)
        assert written in rendered.text


@pytest.mark.parametrize(
    "body",
    [
        *(
            "settings.py",
            "www.example.com",
            "README.md",
            "1.2.3.4",
            "example.com/a",
            "a://b",
            "//e.com",
        ),
        *(
            "http://",
            "https://...",
            "http://(",
            "http://。",
            "xhttps://e.com",
            "ftp://e.com",
            "ssh://e.com",
        ),
        *(
            "a@b",
            "@alice@mastodon.social",
            "a@@b.com",
            "me@1.2.3.4",
            "a@b.c1",
            "@",
            "user@localhost",
        ),
        *(
            "[docs](readme)",
            "[x](//evil.example/)",
            "[x](/a)",
            "[x](#a)",
            "[x](www.e.com)",
            "[x](me@)",
        ),
        *("[x](javascript:alert(1))", "[x](https&#58;//evil.example)", "[x](https:evil.example)"),
        *("`https://e.com`", "```\nhttps://e.com\n```"),
    ],
)
def test_what_is_no_address_leads_nowhere(body):
    rendered = render_with_mentions(body, {})
    assert (rendered.links, "<a" in rendered.html) == ((), False)


@pytest.mark.parametrize(
    ("body", "shown", "href"),
    [
        ("[x](https://example.com/a)", "x", "https://example.com/a"),
        ("[x](https://example.com/a_(b))", "x", "https://example.com/a_(b)"),
        ("[x](http://e.com/a)b)", "xb)", "http://e.com/a"),
        ("[a [b] c](https://e.com/)", "a [b] c", "https://e.com/"),
        ("![x](https://e.com/a.png)", "!x", "https://e.com/a.png"),
        ("[x](mailto:me@example.com)", "x", "mailto:me@example.com"),
        ("[道](https://例え.jp/道)", "道", "https://xn--r8jz45g.jp/%E9%81%93"),
        ("[https://e.com](https://e.com)", "https://e.com", "https://e.com"),
        ("<https://e.com/a*b_c)>", "https://e.com/a*b_c)", "https://e.com/a*b_c)"),
        ("[x](https://e.com 'title')", "[x](https://e.com 'title')", "https://e.com"),
        ("[](http://e.com)", "[](http://e.com)", "http://e.com"),
    ],
)
def test_a_link_may_have_a_text_of_its_own(body, shown, href):
    rendered = render_with_mentions(body, {})
    assert (rendered.text, rendered.links) == (shown, (href,))


def test_the_text_of_a_link_has_marks_and_no_calls():
    html = html_of("[**a** `b` @bob](https://e.com/)", people={"bob": 1})
    assert html == '<p><a href="https://e.com/"><strong>a</strong> <code>b</code> @bob</a></p>'


def test_a_backslash_does_not_hide_where_an_address_leads():
    assert render_with_mentions("https://good.example\\@evil.example", {}).links == (
        "https://good.example",
    )
    assert render_with_mentions("[x](https://good.example\\@evil.example)", {}).links == (
        "https://good.example",
    )


def test_an_address_is_shown_as_people_read_it():
    html = html_of("https://example.com/%E5%BA%83%E5%A0%B4%20a")
    assert ">https://example.com/広場%20</a>" not in html
    assert html == (
        '<p><a href="https://example.com/%E5%BA%83%E5%A0%B4%20a">https://example.com/広場%20a</a></p>'
    )


@pytest.mark.parametrize("body", ["http://e.com/a,http://f.com/", "http://e.com/a;http://f.com/"])
def test_addresses_in_a_row_are_several(body):
    assert render_with_mentions(body, {}).links == ("http://e.com/a", "http://f.com/")


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("https://MÜNCHEN.de/", "https://xn--mnchen-3ya.de/"),
        ("https://ПРИМЕР.РФ/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://か\u3099.jp/", "https://xn--v8j.jp/"),
        ("https://日本語.ｊｐ/", "https://xn--wgv71a119e.jp/"),
        ("https://ｅ.example/", "https://e.example/"),
        ("https://faß.de/", "https://xn--fa-hia.de/"),
    ],
    ids=ascii,
)
def test_a_host_is_found_however_its_letters_were_typed(written, href):
    assert html_of(written) == f'<p><a href="{href}">{written}</a></p>'
    assert html_of(f"[x]({written})") == f'<p><a href="{href}">x</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        *("http://999.1.1.1/", "http://1.2.3.4.5/", "http://e.com:99999/", "http://[:::1]/"),
        *("https://xn--a.jp/", "https://١٢٣.com/"),
    ],
    ids=ascii,
)
def test_what_no_browser_would_find_is_no_link(address):
    assert html_of(address) == f"<p>{address}</p>"
    assert html_of(f"[x]({address})") == f"<p>[x]({address})</p>"


@pytest.mark.parametrize("hidden", ["%E2%80%AE", "%E3%85%A4", "%FF%FE", "%E3%80%82"])
def test_what_would_mislead_in_an_address_stays_encoded(hidden):
    body = f"https://example.com/{hidden}a"
    assert render_with_mentions(body, {}).text == body


def test_the_name_of_a_host_is_shown_as_typed():
    assert render_with_mentions("https://xn--pple-43d.com/", {}).text == "https://xn--pple-43d.com/"


def test_only_so_many_links_of_a_text_lead_somewhere():
    rendered = render_with_mentions("https://e.com/a " * 500, {})
    assert len(rendered.links) == 100
    assert rendered.text.count("https://e.com/a") == 500


@given(st.text(st.sampled_from("htps:/.あ。aé@()[]*_~?#=&%- \n")))
def test_addresses_never_overlap(text):
    end = 0
    for address in addresses(f"https://{text}"):
        assert address.start >= end
        end = address.end
