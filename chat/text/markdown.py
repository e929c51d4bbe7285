"""A message's body to HTML that is safe to show. Pure: no models, no settings, no requests."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from types import MappingProxyType
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from chat.text.mentions import Call, Called, call_before_colon, calls
from chat.text.visible import has_visible_text

ALLOWED_TAGS = {
    *("p", "br", "em", "strong", "s", "a", "code", "pre", "span", "hr", "blockquote"),
    *("ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "pre": {"class"},
    "span": {"class", "data-person"},
}
TAG = re.compile("<[^>]*>")
HREF = re.compile('<a href="([^"]*)"')
LINK_REL = "noopener noreferrer nofollow"
# Pygments marks each piece of code with one to three letters and digits.
CLASS = re.compile(r"highlight|[a-z][a-z0-9]{0,2}|mention|mention mention--all")

# One line in which nothing means anything to Markdown, to HTML, to links or to mentions.
PLAIN = re.compile(
    r"(?!\s|[#>+=-]|\d+[.)]|.*//|.*mailto:)[^\x00-\x1f\x7f-\xa0\\`*_~\[\]<>&@＠]+(?<!\s)",
    re.IGNORECASE,
)

ACTION = re.compile(r"/me\s+", re.IGNORECASE)

_code_formatter = HtmlFormatter(nowrap=True)


def render(body: str) -> str:
    """Return the body as safe HTML: CommonMark with line breaks, tables, strike-through and links.

    Raw HTML is shown as text and pictures become links. What comes out passes an allow-list, so
    that a fault in the parser is not a hole.
    """
    return render_with_mentions(body, {}).html


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as safe HTML, what is read there, where it leads, and whom it calls.

    `is_action`: it was `/me waves`, and html and text are those of what follows `/me`.
    """

    html: str
    text: str
    links: tuple[str, ...]
    people: frozenset[int]
    calls_all: bool
    calls_here: bool
    is_action: bool = False


def render_with_mentions(body: str, people: Mapping[str, int]) -> Rendered:
    """Return the body as `render` does, with its @names marked.

    `people`: the ids of those who may be called, by username in small letters.
    """
    action = ACTION.match(body)
    if action and has_visible_text(body[action.end() :]):
        return replace(_rendered(_markdown, body[action.end() :], people), is_action=True)
    if PLAIN.fullmatch(body):  # most of what people say, in a thirtieth of the time
        return Rendered(f"<p>{body}</p>\n", body, (), frozenset(), False, False)
    return render_by_parser(body, people)


def render_by_parser(body: str, people: Mapping[str, int] = MappingProxyType({})) -> Rendered:
    """Return the body as `render_with_mentions` does, whatever it is made of."""
    return _rendered(_markdown, body, people)


def render_plain(text: str, people: Mapping[str, int] = MappingProxyType({})) -> Rendered:
    """Return text that is not Markdown, such as a line of IRC, with its links and mentions.

    There `nick: text` calls somebody, too.
    """
    return _rendered(_plain, text, people)


def _rendered(parser: MarkdownIt, text: str, people: Mapping[str, int]) -> Rendered:
    env: dict[str, Any] = {"people": people, "called": set()}
    html = _clean(parser.render(text, env))
    called = env["called"]
    ids = frozenset(one for one in called if isinstance(one, int))
    return Rendered(
        html,
        text=unescape(TAG.sub("", html)).strip("\n"),
        links=tuple(unescape(address) for address in HREF.findall(html)),
        people=ids,
        calls_all="all" in called,
        calls_here="here" in called,
    )


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
    if attribute == "class" and not CLASS.fullmatch(value):
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


def _mark_calls(state: StateCore) -> None:
    """Mark whom the text calls; what is code or a link calls nobody."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_marked(block.children, state.env))


def _marked(tokens: Iterable[Token], env: Any) -> Iterator[Token]:
    in_link = False
    for token in tokens:
        in_link = token.type == "link_open" or (in_link and token.type != "link_close")
        if token.type == "text" and not in_link:
            yield from _split(token, calls(token.content, env.get("people", {})), env)
        else:
            yield token


def _mark_nick(state: StateCore) -> None:
    """Mark the `nick:` that a line of IRC begins with."""
    first = next((token for token in state.tokens if token.type == "inline"), None)
    if first is None or not first.children or first.children[0].type != "text":
        return
    text = first.children[0]
    call = call_before_colon(text.content, state.env.get("people", {}))
    first.children[:1] = _split(text, call, state.env)


def _split(token: Token, found: Iterable[Call], env: Any) -> Iterator[Token]:
    """The text, with each call in it as a token of its own."""
    end = 0
    for call in found:
        yield _text(token, token.content[end : call.start])
        yield _call(token, token.content[call.start : call.end], call.called)
        env.setdefault("called", set()).add(call.called)
        end = call.end
    yield _text(token, token.content[end:])


def _text(token: Token, content: str) -> Token:
    return token.copy(content=content)


def _call(token: Token, content: str, called: Called) -> Token:
    return Token("call", "", 0, content=content, level=token.level, meta={"called": called})


def _render_call(_renderer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    token = tokens[place]
    called = token.meta["called"]
    marks = f'data-person="{called}"' if isinstance(called, int) else ""
    kind = "mention" if isinstance(called, int) else "mention mention--all"
    return f'<span class="{kind}" {marks}>{escapeHtml(token.content)}</span>'


def _parser(preset: str, options: dict[str, Any]) -> MarkdownIt:
    """A parser of ours; `www` and `x.py` alone are words, not addresses."""
    parser = HirobaMarkdown()
    parser.inline = JapaneseInlineParser()
    parser.linkify = JapaneseLinkify(options={"fuzzy_link": False, "fuzzy_email": True})
    parser.configure(preset, {"html": False, "linkify": True, "breaks": True, **options})
    parser.core.ruler.push("calls", _mark_calls)
    parser.add_render_rule("call", _render_call)
    return parser


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
_plain.core.ruler.push("nick", _mark_nick)
