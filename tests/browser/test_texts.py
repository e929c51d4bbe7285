"""How texts look: code, long and wide ones, spaces, directions, marks that stand out of line."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PHONE, Site, expect_ready, message, write

STORE = """
from tests.acting import say
from chat.models import Message, Room, User
stored = say(Room.objects.get(slug={room!r}), User.objects.get(pk={author}), {body!r})
Message.objects.filter(pk=stored.pk).update(html={html!r}, kind={kind!r})
"""
# A highlighter that never comes to the end of some code.
ENDLESS = """
onmessage = ({ data: { text } }) => {
  postMessage({ type: "begun" });
  while (text.includes("endless"));
  postMessage({ type: "done", marks: [[0, 3, 0]] });
};
"""
# WCAG's contrast of an element's text with the nearest ground behind it.
CONTRAST = """(element) => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (one) => getComputedStyle(one).backgroundColor;
  let ground = element;
  while (groundOf(ground) === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
  const ink = light(getComputedStyle(element).color);
  const behind = light(groundOf(ground));
  return (Math.max(ink, behind) + 0.05) / (Math.min(ink, behind) + 0.05);
}"""
KINDS = {
    "python": "def f(x):  # note\n    return 'text' + 1\n",
    "diff": "+added\n-removed\n",
    "markdown": "# strong\n*soft*\n",
}


def paragraph(text: str) -> str:
    return f'<p dir="auto">{text}</p>'


def code(text: str, language: str) -> str:
    return f'<pre><code class="language-{language}">{text}</code></pre>'


def react(page: Page, row: Locator) -> None:
    """Put an emoji under a message, so that it is drawn anew."""
    row.hover(position={"x": 200, "y": 10})
    row.locator("[data-act=more]").click()
    page.locator("[data-ref=menu] [data-emoji=👍]").click()
    expect(row.locator("[data-ref=reaction]:visible")).to_have_count(1)


@pytest.fixture
def site(commands) -> Site:
    return Site(commands)


@pytest.fixture
def store(commands, site):
    """Return a function that stores a message with this HTML, said by the second person."""

    def store(html: str, body: str = "something", kind: str = "text") -> None:
        facts = {"room": site.slug, "author": site.people[1]["id"], "html": html, "body": body}
        script = STORE.format(**facts, kind=kind)
        commands.run("shell", "--verbosity", "0", "--command", script)

    return store


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens the room for the first person."""

    def enter(**options: object) -> Page:
        page = open_window(**options)
        site.sign_in(page, server.url, 0)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        return page

    return enter


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_gets_colours_that_can_be_read(enter, store, scheme):
    for language, text in KINDS.items():
        store(code(text, language))
    page = enter(color_scheme=scheme)
    for kind in ("word", "name", "text", "number", "note", "added", "removed", "strong", "soft"):
        piece = page.locator(f"code .code__{kind}").first
        expect(piece).to_be_visible()
        assert piece.evaluate(CONTRAST) >= 4.5, kind


def test_code_keeps_its_text_and_nothing_in_it_becomes_markup(enter, store):
    store(code("if x &lt; 1: # &lt;img src=x onerror=alert(1)&gt; &amp;amp;\n", "python"))
    page = enter()
    expect(page.locator("code .code__word")).to_have_text("if")
    text = page.locator("pre code").evaluate("(code) => code.textContent")
    assert text == "if x < 1: # <img src=x onerror=alert(1)> &amp;\n"
    expect(page.locator("pre img")).to_have_count(0)


def test_colours_are_there_again_after_a_change(enter, store):
    store(code("return 1", "js"))
    page = enter()
    expect(page.locator("code .code__word")).to_have_text("return")
    react(page, page.locator("li.message", has=page.locator("pre")))
    expect(page.locator("code .code__word")).to_have_text("return")


def test_code_in_no_known_language_stays_plain_and_asks_for_nothing(enter, store):
    store(code("&lt;!--", "mcschema"))
    asked: list[str] = []
    page = enter()
    page.on("request", lambda request: asked.append(request.url))
    write(page, "still here")
    expect(message(page, "still here")).to_have_attribute("data-seq", "4")
    expect(page.locator("pre code")).to_have_text("<!--")
    assert [url for url in asked if "highlight" in url] == []


def test_code_that_is_read_for_ever_stays_plain_and_the_page_lives(
    open_window, server, site, store
):
    store(code("endless = 1", "python"))
    store(code("def f(): pass", "python"))
    page = open_window()
    page.context.route(
        "**/highlight_worker*",
        lambda route: route.fulfill(body=ENDLESS, content_type="text/javascript"),
    )
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    expect_ready(page)
    expect(page.locator("code", has_text="def f").locator(".code__word")).to_have_text("def")
    expect(page.locator("code", has_text="endless").locator("span")).to_have_count(0)
    write(page, "the page lives")
    expect(message(page, "the page lives")).to_have_attribute("data-seq", "5")


@pytest.mark.parametrize(
    "html",
    [code("\n" * 9_900 + "end", "python"), paragraph("<br>" * 9_000 + "end")],
    ids=["code", "line breaks"],
)
@pytest.mark.parametrize("size", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_what_is_very_long_shows_its_beginning_and_all_of_it_when_asked(enter, store, html, size):
    store(html)
    page = enter(**size)
    row = page.locator("li.message").last
    more = row.get_by_role("button", name="Show all")
    expect(more).to_have_attribute("aria-expanded", "false")
    assert row.evaluate("(row) => row.offsetHeight") < 1_000

    more.press("Enter")
    less = row.get_by_role("button", name="Show less")
    expect(less).to_have_attribute("aria-expanded", "true")
    assert row.evaluate("(row) => row.offsetHeight") > 100_000

    less.press("Enter")
    expect(more).to_be_in_viewport()
    assert row.evaluate("(row) => row.offsetHeight") < 1_000


def test_a_long_text_stays_open_when_it_is_drawn_anew(enter, store):
    store(paragraph("<br>".join(f"line {number}" for number in range(60))))
    page = enter()
    row = page.locator("li.message").last
    row.get_by_role("button", name="Show all").click()
    react(page, row)
    expect(row.get_by_role("button", name="Show less")).to_be_visible()
    assert row.evaluate("(row) => row.offsetHeight") > 1_400


def test_a_short_text_has_nothing_to_show(enter, store):
    store(paragraph("<br>".join("twenty lines" for _ in range(20))))
    page = enter()
    expect(page.locator("[data-ref=more]")).to_have_count(0)


def test_the_focus_is_never_behind_the_fold(enter, store):
    store(paragraph("<br>" * 60 + '<a href="https://example.com/">behind</a>'))
    page = enter()
    page.get_by_role("link", name="behind").focus()
    expect(page.get_by_role("button", name="Show less")).to_be_visible()
    expect(page.get_by_role("link", name="behind")).to_be_in_viewport()


def test_a_long_text_is_there_without_scripts(enter, open_window, server, site, store):
    store(paragraph("<br>" * 500 + "end"))
    page = open_window(java_script_enabled=False)
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    text = page.locator(".prose").last
    assert text.evaluate("(text) => text.scrollHeight > 5 * text.clientHeight")
    assert text.evaluate("(text) => getComputedStyle(text).overflowY") == "auto"


def test_what_is_wide_scrolls_in_itself_with_the_keyboard(enter, store):
    store(code("x" * 400, "python"))
    store("<table><tr>" + '<td dir="auto">cell</td>' * 40 + "</tr></table>")
    store(code("narrow", "python"))
    page = enter()
    for wide in (
        page.get_by_label("Code that scrolls sideways"),
        page.get_by_label("Table that scrolls sideways"),
    ):
        expect(wide).to_have_count(1)
        expect(wide).to_have_attribute("tabindex", "0")
        wide.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("(wide) => wide.scrollLeft > 0", arg=wide.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_spaces_stand_as_they_were_typed(enter, store):
    store(paragraph("  two  spaces"))
    page = enter()
    assert page.locator(".prose p").last.inner_text() == "  two  spaces"


def test_every_block_has_its_own_direction(enter, store):
    store(
        paragraph("שלום עולם!")
        + paragraph("hello")
        + '<ul><li dir="auto">שני!</li><li dir="auto">one</li></ul>'
        + '<blockquote dir="auto"><p dir="auto">ציטוט</p></blockquote>'
    )
    page = enter()
    # Hebrew begins at the right, with its marks there too.
    begins_right = """(element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const text = range.getBoundingClientRect();
      const room = element.parentElement.getBoundingClientRect();
      return text.left - room.left > room.right - text.right;
    }"""
    prose = page.locator(".prose", has_text="hello")
    sides = prose.locator("p, li").evaluate_all(f"(all) => all.map({begins_right})")
    assert sides == [True, False, True, False, True]
    quote = prose.locator("blockquote")
    assert quote.evaluate("(quote) => getComputedStyle(quote).borderRightWidth") == "3px"


def test_nothing_stands_out_of_its_message_or_name(enter, store):
    store(paragraph("Z" + "\u0301" * 130))
    page = enter()
    for name in (".prose", ".message__author", ".member__name"):
        style = "(element) => getComputedStyle(element).overflowY"
        assert page.locator(name).last.evaluate(style) in {"clip", "hidden"}, name


def test_a_long_number_of_a_list_is_whole(enter, store):
    store('<ol><li dir="auto" value="123456789">ticket</li></ol>')
    page = enter(viewport=PHONE)
    item = page.locator(".prose li")
    ticket = """(item) => {
      const range = document.createRange();
      range.selectNodeContents(item);
      const edge = item.closest(".prose").getBoundingClientRect().left;
      return range.getBoundingClientRect().left - edge;
    }"""
    assert item.evaluate(ticket) > 70  # nine digits stand before it


def test_a_name_from_right_to_left_turns_nothing_around_it(open_window, server, commands, site):
    rename = "from chat.models import User\nUser.objects.filter(pk={}).update(name={!r})"
    script = rename.format(site.people[1]["id"], "שלום!")
    commands.run("shell", "--verbosity", "0", "--command", script)
    page = open_window()
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    expect_ready(page)
    expect(page.locator(".message--happening [data-ref=html]").last).to_have_text(
        "\u2068שלום!\u2069 joined"
    )
    style = "(name) => getComputedStyle(name).direction"
    assert page.locator(".member__name", has_text="שלום").evaluate(style) == "rtl"
