"""Inside a paragraph: emphasis, code, links and calls. Pure.

The parser is markdown-it-py's with the rules of a chat: no entities, no HTML, and what is found by
the places of its characters (addresses, calls) is known before any mark is looked at.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token

from chat.text.emphasis import needless_backslashes, scanned
from chat.text.links import Address, address_of, addresses, is_address, readable
from chat.text.mentions import Call, call_before_colon, calls
from chat.text.visible import has_visible_text

LINKS_MAX = 100
"""So many links of a text lead somewhere."""
CALLS_MAX = 50
"""So many calls of a text reach somebody."""

Find = Address | Call

_RULES = [
    *("text", "find", "newline", "escape", "backticks", "strikethrough"),
    *("identifier", "emphasis", "link", "autolink"),
]

_SPECIAL = re.compile(r"[\n\\`*_~\[<]")
_IDENTIFIER = re.compile(r"(?<![A-Za-z0-9_])__[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)*__(?![A-Za-z0-9_])")
_ESCAPED_MARKS = re.compile(r"\\(?:\*(?:\\?\*)*|_(?:\\?_)*|~(?:\\?~)*|`+)")
_BACKTICKS = re.compile("`+")
_LINK = re.compile(r"\[((?:[^\[\]\n]|\[[^\[\]\n]*+\])++)\]\(((?:[^\s()]|\([^\s()]*+\))++)\)")
_IN_BRACKETS = re.compile(r"<([^\s<>]+)>")


class ChatInline(StateInline):
    """The state of one paragraph, with what is known of it beforehand."""

    means_something = re.compile(r"[\n\\`*_~\[<@＠:]")
    """Without any of these a text is what it is."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        found: list[Find] = [*addresses(src), *self.calls(src)]
        self.finds = {one.start: one for one in _apart(found)}
        self.starts = list(self.finds)
        self.needless = needless_backslashes(src) | _before_code(src)

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Return whether the run of marks at `start` may open and may close emphasis."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        return scanned(self.src, start, end)

    def calls(self, src: str) -> Iterator[Call]:
        """Yield whom the paragraph calls."""
        return calls(src, self.env["people"])


class LineInline(ChatInline):
    """The state of a line of IRC, where `nick: text` calls somebody, too."""

    means_something = re.compile(r"[\n@＠:,]")

    def calls(self, src: str) -> Iterator[Call]:
        """Yield whom the line calls."""
        return chain(call_before_colon(src, self.env["people"]), super().calls(src))


class ChatInlineParser(ParserInline):
    """The inline parser on such a state."""

    def __init__(self, state: type[ChatInline]) -> None:
        super().__init__()
        self.state = state

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Parse one paragraph's text into tokens, as the parent does."""
        if not self.state.means_something.search(src):
            tokens.append(Token("text", "", 0, content=src))
            return tokens
        state = self.state(src, md, env, tokens)
        self.tokenize(state)
        for token in filter(_is_empty_code, tokens):
            token.type, token.content = "text", token.markup + token.content + token.markup
        for rule in self.ruler2.getRules(""):
            rule(state)
        return tokens


def chat_inline() -> ChatInlineParser:
    """Return the parser of what people write."""
    parser = ChatInlineParser(ChatInline)
    for name, rule in (("text", text), ("newline", newline), ("escape", backslash), ("link", link)):
        parser.ruler.at(name, rule)
    parser.ruler.before("newline", "find", find)
    parser.ruler.before("emphasis", "identifier", identifier)
    parser.ruler.at("autolink", address_in_brackets)
    parser.ruler.enableOnly(_RULES)
    return parser


def typed_inline(state: type[ChatInline]) -> ChatInlineParser:
    """Return the parser of text that is shown as typed: its addresses and calls only."""
    parser = ChatInlineParser(state)
    for name, rule in (("text", text), ("newline", newline)):
        parser.ruler.at(name, rule)
    parser.ruler.before("newline", "find", find)
    parser.ruler.enableOnly(["text", "find", "newline"])
    parser.ruler2.enableOnly(["fragments_join"])
    return parser


def text(state: Any, silent: bool) -> bool:
    """Take what stands before the next thing that could mean something."""
    place = bisect_left(state.starts, state.pos)
    known = state.starts[place] if place < len(state.starts) else state.posMax
    end = min(known, state.posMax)
    special = _SPECIAL.search(state.src, state.pos, end)
    end = special.start() if special else end
    if end == state.pos:
        return False
    state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def newline(state: Any, silent: bool) -> bool:
    """A line ends where somebody ended it; its spaces stay."""
    if state.src[state.pos] != "\n":
        return False
    state.push("hardbreak", "br", 0)
    state.pos += 1
    return True


def find(state: Any, silent: bool) -> bool:
    """Take an address or a call, unless it stands in a link."""
    found = state.finds.get(state.pos)
    if found is None or state.linkLevel or found.end > state.posMax or _are_many(state, found):
        return False
    written = state.src[found.start : found.end]
    if isinstance(found, Call):
        _push_call(state, written, found)
    else:
        _push_link(state, readable(written), found.href)
    state.pos = found.end
    return True


def backslash(state: Any, silent: bool) -> bool:
    """Marks behind a backslash are themselves; it is shown where it kept nothing from happening."""
    if state.src[state.pos] != "\\":
        return False
    if marks := _ESCAPED_MARKS.match(state.src, state.pos, state.posMax):
        places = range(marks.start(), marks.end())
        state.append_pending("".join(state.src[at] for at in places if at not in state.needless))
        state.pos = marks.end()
        return True
    at = state.pos + 1
    kept = isinstance(state.finds.get(at), Call) or _destination(state.src, at, state.posMax)
    state.append_pending(state.src[at : at + 1] if kept else "\\")
    state.pos = min(at + bool(kept), state.posMax)
    return True


def identifier(state: Any, silent: bool) -> bool:
    """`__init__` is a name, and not emphasised."""
    found = _IDENTIFIER.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    state.append_pending(found[0])
    state.pos = found.end()
    return True


def link(state: Any, silent: bool) -> bool:
    """`[text](address)`, when the text can be seen and the address is a whole one."""
    found = None if state.linkLevel else _destination(state.src, state.pos, state.posMax)
    if found is None or _links_are_many(state):
        return False
    end, href = state.posMax, address_of(found[2])
    state.env["links"].append(href)
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.linkLevel += 1
    state.pos, state.posMax = found.span(1)
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.pos, state.posMax = found.end(), end
    return True


def address_in_brackets(state: Any, silent: bool) -> bool:
    """`<https://example.com/>`: such brackets say where an address ends (RFC 3986, appendix C)."""
    found = _IN_BRACKETS.match(state.src, state.pos, state.posMax)
    if found is None or state.linkLevel or _links_are_many(state) or not is_address(found[1]):
        return False
    _push_link(state, readable(found[1]), address_of(found[1]))
    state.pos = found.end()
    return True


def _is_empty_code(token: Token) -> bool:
    return token.type == "code_inline" and not has_visible_text(token.content)


def _apart(found: Iterable[Find]) -> Iterator[Find]:
    """Yield them in order, without what begins inside of another: an address calls nobody."""
    end = 0
    for one in sorted(found, key=attrgetter("start")):
        if one.start >= end:
            yield one
            end = one.end


def _push_call(state: Any, written: str, call: Call) -> None:
    state.push("call", "span", 0).content = written
    state.tokens[-1].meta = {"called": call.called}
    state.env["called"].append(call.called)


def _push_link(state: Any, shown: str, href: str) -> None:
    state.env["links"].append(href)
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1)


def _links_are_many(state: Any) -> bool:
    return len(state.env["links"]) >= LINKS_MAX


def _are_many(state: Any, found: Find) -> bool:
    if isinstance(found, Call):
        return len(state.env["called"]) >= CALLS_MAX
    return _links_are_many(state)


def _destination(src: str, start: int, end: int) -> re.Match[str] | None:
    found = _LINK.match(src, start, end)
    return found if found and has_visible_text(found[1]) and is_address(found[2]) else None


def _before_code(src: str) -> set[int]:
    r"""The backslashes that keep backticks from making code: `\`so\`` reads so."""
    if "\\`" not in src:
        return set()
    runs = list(_BACKTICKS.finditer(src))
    lengths = Counter(len(run[0]) for run in runs)
    return {
        run.start() - 1
        for run in runs
        if lengths[len(run[0])] > 1 and src[run.start() - 1 : run.start()] == "\\"
    }
