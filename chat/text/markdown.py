"""A message's body to HTML that is safe to show. Pure: no models, no settings, no requests.

The dialect is a chat's (docs/writing.md). It takes time in proportion to the text: whatever repeats
in it is looked at once, and how deep things nest is bounded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore

from chat.text.blocks import blocks
from chat.text.inline import ChatInline, LineInline, chat_inline, typed_inline
from chat.text.sanitizing import led_to, read, sanitized
from chat.text.tokens import as_typed, element, inline
from chat.text.visible import has_visible_text

HTML_PER_BYTE, HTML_BESIDES = 8, 4_096
"""A body's HTML has so many bytes for each of the body's, and so many besides."""

# One line in which nothing means anything to Markdown, to HTML, to links or to mentions.
PLAIN = re.compile(
    r"(?!\s|[#>-]|\d{1,2}\.|.*//)(?!/me\s)[^\x00-\x1f\x7f-\xa0\\`*_~\[\]<>&@＠]+(?<!\s)",
    re.IGNORECASE,
)
ACTION = re.compile(r"/me\s+", re.IGNORECASE)


def render(body: str) -> str:
    """Return the body as safe HTML. What comes out passes an allow-list, so that a fault in the
    parser is not a hole.
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

    A body in which something can be seen has a text in which something can be seen. `people`: the
    ids of those who may be called, by folded username.
    """
    if PLAIN.fullmatch(body):  # most of what people say, in a thirtieth of the time
        return Rendered(f'<p dir="auto">{body}</p>', body, (), frozenset(), False, False)
    action = ACTION.match(body)
    if action and has_visible_text(body[action.end() :]):
        return replace(render_by_parser(body[action.end() :], people), is_action=True)
    return render_by_parser(body, people)


def render_by_parser(body: str, people: Mapping[str, int] = MappingProxyType({})) -> Rendered:
    """Return the body as `render_with_mentions` does, whatever it is made of."""
    return _first_right(body, people, _markdown, _typed)


def render_plain(text: str, people: Mapping[str, int] = MappingProxyType({})) -> Rendered:
    """Return text that is not Markdown, such as a line of IRC, with its links and mentions.

    There `nick: text` calls somebody, too.
    """
    return _first_right(text, people, _line)


def _first_right(body: str, people: Mapping[str, int], *parsers: MarkdownIt) -> Rendered:
    """What the first parser makes of the body that shows it, and is not too long; else the bare
    text, which has at most five bytes for one (`&amp;`).
    """
    for parser in parsers:
        rendered = _rendered(parser, body, people)
        if _is_right(body, rendered):
            return rendered
    return _rendered(_bare, body, {})


def _is_right(body: str, rendered: Rendered) -> bool:
    """Whether something can be seen of what somebody typed, in HTML that is not too long."""
    room = HTML_PER_BYTE * len(body.encode()) + HTML_BESIDES
    seen = has_visible_text(rendered.text) or not has_visible_text(body)
    return seen and len(rendered.html.encode()) <= room


def _rendered(parser: MarkdownIt, text: str, people: Mapping[str, int]) -> Rendered:
    env: dict[str, Any] = {"people": people, "called": [], "links": []}
    html = sanitized(parser.render(text, env))
    called = set(env["called"])
    return Rendered(
        html,
        text=read(html),
        links=led_to(html),
        people=frozenset(one for one in called if isinstance(one, int)),
        calls_all="all" in called,
        calls_here="here" in called,
    )


def _in_lines(state: StateCore) -> None:
    state.tokens = blocks(state.src.split("\n"))


def _as_one(state: StateCore) -> None:
    state.tokens = element("p", [inline(state.src)])


def _as_typed(state: StateCore) -> None:
    state.tokens = as_typed([state.src])


def _render_code(_renderer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    token = tokens[place]
    language = f' class="language-{token.info}"' if token.info else ""
    return f"<pre><code{language}>{escapeHtml(token.content)}</code></pre>"


def _render_call(_renderer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    token = tokens[place]
    called = token.meta["called"]
    person = f' data-person="{called}"' if isinstance(called, int) else ""
    kind = "mention" if isinstance(called, int) else "mention mention--all"
    return f'<span class="{kind}"{person}>{escapeHtml(token.content)}</span>'


def _render_literal(_renderer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    return escapeHtml(tokens[place].content).replace("\n", "<br>")


def _render_break(_renderer: Any, _tokens: Any, _place: int, _options: Any, _env: Any) -> str:
    return "<br>"


def _parser(in_blocks: Any, in_line: ParserInline) -> MarkdownIt:
    parser = MarkdownIt("zero")
    parser.inline = in_line
    parser.core.ruler.at("block", in_blocks)
    parser.add_render_rule("code", _render_code)
    parser.add_render_rule("call", _render_call)
    parser.add_render_rule("literal", _render_literal)
    parser.add_render_rule("hardbreak", _render_break)
    return parser


_markdown = _parser(_in_lines, chat_inline())
_typed = _parser(_as_one, typed_inline(ChatInline))
_line = _parser(_as_one, typed_inline(LineInline))
_bare = _parser(_as_typed, typed_inline(ChatInline))
