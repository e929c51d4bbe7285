"""The rules inside a paragraph: what each mark, address and mention becomes. Pure.

Each is a rule of markdown-it-py: it looks at the state's place, takes what it knows, and says
whether it took anything.
"""

import re
from bisect import bisect_left
from typing import Any

from markdown_it.rules_inline.backticks import backtick

from chat.text.markdown.links import Address, address_of, is_address, readable
from chat.text.mentions import Mention
from chat.text.names.visible import has_visible_text

LINKS_MAX = 100
"""So many links of a text lead somewhere."""
MENTIONS_MAX = 50
"""How many mentions of a text count."""

Find = Address | Mention

_SPECIAL = re.compile(r"[\\`*_~\[<]")
_IDENTIFIER = re.compile(r"(?<![A-Za-z0-9_])__[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)*__(?![A-Za-z0-9_])")
_ESCAPED_MARKS = re.compile(r"\\(?:\*(?:\\?\*)*|_(?:\\?_)*|~(?:\\?~)*|`+)")
_LINK = re.compile(r"\[((?:[^\[\]\n]|\[[^\[\]\n]*+\])++)\]\(((?:[^\s()]|\([^\s()]*+\))++)\)")
_IN_BRACKETS = re.compile(r"<([^\s<>]+)>")


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


def find(state: Any, silent: bool) -> bool:
    """Take an address or a mention, unless it stands in a link."""
    found = state.finds.get(state.pos)
    if found is None or state.linkLevel or found.end > state.posMax or _are_many(state, found):
        return False
    written = state.src[found.start : found.end]
    if isinstance(found, Mention):
        _push_mention(state, written, found)
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
    kept = isinstance(state.finds.get(at), Mention) or _destination(state.src, at, state.posMax)
    state.append_pending(state.src[at : at + 1] if kept else "\\")
    state.pos = min(at + bool(kept), state.posMax)
    return True


def code(state: Any, silent: bool) -> bool:
    """Code between backticks, as markdown-it-py finds it; its lines stay lines."""
    start = state.pos
    if not backtick(state, silent):
        return False
    token = state.tokens[-1] if state.tokens and not state.pending else None
    if token is not None and token.type == "code_inline" and "\n" in state.src[start : state.pos]:
        marks = len(token.markup)
        token.content = state.src[start + marks : state.pos - marks].strip("\n")
    return True


def typed_backtick(state: Any, silent: bool) -> bool:
    """A backtick of a word or of a face begins no code."""
    if state.pos not in state.typed_backticks:
        return False
    state.append_pending("`")
    state.pos += 1
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


def _push_mention(state: Any, written: str, mention: Mention) -> None:
    state.push("mention", "span", 0).content = written
    state.tokens[-1].meta = {"target": mention.target}
    state.env["mentioned"].append(mention.target)


def _push_link(state: Any, shown: str, href: str) -> None:
    state.env["links"].append(href)
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1)


def _links_are_many(state: Any) -> bool:
    return len(state.env["links"]) >= LINKS_MAX


def _are_many(state: Any, found: Find) -> bool:
    if isinstance(found, Mention):
        return len(state.env["mentioned"]) >= MENTIONS_MAX
    return _links_are_many(state)


def _destination(src: str, start: int, end: int) -> re.Match[str] | None:
    found = _LINK.match(src, start, end)
    return found if found and has_visible_text(found[1]) and is_address(found[2]) else None
