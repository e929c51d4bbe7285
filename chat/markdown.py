"""A message's body to HTML that is safe to show. Pure: no models, no settings, no requests."""

import re
import unicodedata
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

ALLOWED_TAGS = {
    *("p", "br", "em", "strong", "s", "a", "code", "pre", "span", "hr", "blockquote"),
    *("ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "pre": {"class"}, "span": {"class"}}
LINK_REL = "noopener noreferrer nofollow"
# Pygments marks each piece of code with one to three letters and digits.
CODE_CLASS = re.compile(r"highlight|[a-z][a-z0-9]{0,2}")

_code_formatter = HtmlFormatter(nowrap=True)


def render(body: str) -> str:
    """Return the body as safe HTML: CommonMark with line breaks, tables, strike-through and links.

    Raw HTML is shown as text and pictures become links. What comes out passes an allow-list, so
    that a fault in the parser is not a hole.
    """
    return _clean(_markdown.render(body))


def render_plain(text: str) -> str:
    """Return text that is not Markdown, such as a line of IRC, as safe HTML with its links."""
    return _clean(_plain.render(text))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class" and not CODE_CLASS.fullmatch(value):
        return None
    return value


def is_wide(char: str) -> bool:
    """Return whether the character takes a full square, as Japanese writing and its marks do."""
    return unicodedata.east_asian_width(char) in "WFH"


class JapaneseInline(StateInline):
    """CommonMark's emphasis with the rule that Japanese needs.

    `**「強調」**です` has no spaces around its marks, which CommonMark takes for a reason not to
    emphasise. Beside a wide character only a space stops a mark, as in the markdown-cjk-friendly
    amendment to CommonMark §6.2.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Return whether the run of marks at `start` may open and may close emphasis."""
        scanned = super().scanDelims(start, canSplitWord)
        before = self.src[start - 1] if start else " "
        end = start + scanned.length
        behind = self.src[end] if end < self.posMax else " "
        if not canSplitWord or not (is_wide(before) or is_wide(behind)):
            return scanned
        return Scanned(not behind.isspace(), not before.isspace(), scanned.length)


class JapaneseInlineParser(ParserInline):
    """The inline parser on that state."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Parse one paragraph's text into tokens, as the parent does."""
        state = JapaneseInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class JapaneseLinkify(LinkifyIt):
    """Finds addresses that end where Japanese begins: `https://example.com/a。すごい`."""

    def pretest(self, text: str) -> bool:
        """Return whether there may be an address in the text."""
        return bool(super().pretest(_without_wide(text)))

    def test(self, text: str) -> bool:
        """Return whether there is an address in the text."""
        return bool(super().test(_without_wide(text)))

    def match(self, text: str) -> Any:
        """Return the addresses in the text, with their places."""
        return super().match(_without_wide(text))

    def match_at_start(self, text: str) -> Any:
        """Return the address that the text begins with."""
        return super().match_at_start(_without_wide(text))


def _without_wide(text: str) -> str:
    """Blank out wide characters one for one, so that places stay the same."""
    return "".join(" " if is_wide(char) else char for char in text)


class HirobaMarkdown(MarkdownIt):
    """The parser, which shows an address as people read it."""

    def normalizeLinkText(self, link: str) -> str:
        """Return the address with its %E5%BA%83 as 広, and with its spaces still as %20."""
        return super().normalizeLinkText(link).replace(" ", "%20")


def _parser(preset: str, options: dict[str, Any]) -> MarkdownIt:
    """A parser of ours; `www` and `x.py` alone are words, not addresses."""
    parser = HirobaMarkdown()
    parser.inline = JapaneseInlineParser()
    parser.linkify = JapaneseLinkify(options={"fuzzy_link": False, "fuzzy_email": True})
    return parser.configure(preset, {"html": False, "linkify": True, "breaks": True, **options})


def _highlighted(code: str, language: str, _attributes: str) -> str:
    """Code with its pieces marked by classes; plain when the language is not known."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return ""
    return f'<pre class="highlight"><code>{highlight(code, lexer, _code_formatter)}</code></pre>'


_markdown = (
    _parser("commonmark", {"highlight": _highlighted})
    .enable(["linkify", "strikethrough", "table"])
    .disable(["image", "html_block", "html_inline"])
)
_plain = _parser("zero", {}).enable(["linkify", "newline"])
