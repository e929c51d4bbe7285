"""A message's body to HTML that is safe to show. Pure: no models, no settings, no requests.

The dialect is a chat's (docs/writing.md). It takes time in proportion to the text: whatever repeats
in it is looked at once, and how deep things nest is bounded.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from chat.text.markdown import parsers
from chat.text.markdown.sanitizing import led_to, read, sanitized
from chat.text.markdown.tokens import TooMany
from chat.text.names.visible import has_visible_text

HTML_PER_BYTE, HTML_BESIDES = 8, 4_096
"""A body's HTML has so many bytes for each of the body's, and so many besides."""

# One line in which nothing means anything to Markdown, to HTML, to links or to mentions.
PLAIN = re.compile(
    r"(?!\s|[#>-]|\d{1,2}\.|.*//)(?!/me\s)[^\x00-\x1f\x7f-\xa0\\`*_~\[\]<>&@＠]+(?<!\s)",
    re.IGNORECASE,
)
ACTION = re.compile(r"/me\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as safe HTML, with its visible text, its links and its mentions.

    `is_action`: it was `/me waves`, and html and text are those of what follows `/me`.
    """

    html: str
    text: str
    links: tuple[str, ...]
    people: frozenset[int]
    mentions_all: bool
    mentions_here: bool
    is_action: bool = False


def render_with_mentions(body: str, people: Mapping[str, int]) -> Rendered:
    """Return what a body in a chat's dialect becomes.

    What comes out passes an allow-list, so that a fault in the parser is not a hole. A body in
    which something can be seen has a text in which something can be seen. `people`: the ids of
    those who may be mentioned, by folded username.
    """
    if PLAIN.fullmatch(body):  # most of what people say, in a thirtieth of the time
        return Rendered(f'<p dir="auto">{body}</p>', body, (), frozenset(), False, False)
    action = ACTION.match(body)
    if action and has_visible_text(body[action.end() :]):
        done = _first_right(body[action.end() :], people, parsers.DEED, parsers.TYPED)
        return replace(done, is_action=True)
    return render_by_parser(body, people)


def render_by_parser(body: str, people: Mapping[str, int] = MappingProxyType({})) -> Rendered:
    """Return the body as `render_with_mentions` does, whatever it is made of."""
    return _first_right(body, people, parsers.CHAT, parsers.TYPED)


def render_plain(text: str, people: Mapping[str, int] = MappingProxyType({})) -> Rendered:
    """Return text that is not Markdown, such as a line of IRC, with its links and mentions.

    There `nick: text` is a mention, too.
    """
    return _first_right(text, people, parsers.LINE)


def _first_right(body: str, people: Mapping[str, int], *ways: MarkdownIt) -> Rendered:
    """What the first parser makes of the body that shows it, and is neither too long nor made of
    too many blocks; else the bare text, which has at most five bytes for one (`&amp;`).
    """
    for parser in ways:
        with suppress(TooMany):
            rendered = _rendered(parser, body, people)
            if _is_right(body, rendered):
                return rendered
    return _rendered(parsers.BARE, body, {})


def _is_right(body: str, rendered: Rendered) -> bool:
    """Whether something can be seen of what somebody typed, in HTML that is not too long."""
    room = HTML_PER_BYTE * len(body.encode()) + HTML_BESIDES
    seen = has_visible_text(rendered.text) or not has_visible_text(body)
    return seen and len(rendered.html.encode()) <= room


def _rendered(parser: MarkdownIt, text: str, people: Mapping[str, int]) -> Rendered:
    env: dict[str, Any] = {"people": people, "mentioned": [], "links": []}
    html = sanitized(parser.render(text, env))
    mentioned = set(env["mentioned"])
    return Rendered(
        html,
        text=read(html),
        links=led_to(html),
        people=frozenset(one for one in mentioned if isinstance(one, int)),
        mentions_all="all" in mentioned,
        mentions_here="here" in mentioned,
    )


def is_plain(body: str) -> bool:
    """Return whether nothing in this means anything to Markdown, HTML, links or mentions."""
    return PLAIN.fullmatch(body) is not None


def as_typed(body: str) -> Rendered:
    """Return the body as safe HTML in which every character stands for itself; mentions nobody."""
    lines = escapeHtml(body.strip("\n")).replace("\n", "<br>")
    return Rendered(
        html=f'<p dir="auto">{lines}</p>',
        text=body,
        links=(),
        people=frozenset(),
        mentions_all=False,
        mentions_here=False,
    )
