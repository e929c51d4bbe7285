"""Inside a paragraph: emphasis, code, links and mentions. Pure.

The parser is markdown-it-py's with the rules of a chat: no entities, no HTML, and what is found by
the places of its characters (addresses, mentions) is known before any mark is looked at.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token

from chat.text.markdown import inline_rules as rules
from chat.text.markdown.emphasis import needless_backslashes, scanned
from chat.text.markdown.links import addresses
from chat.text.mentions import Mention, mention_before_colon, mentions_in
from chat.text.names.shapes import WORD, shape
from chat.text.names.visible import has_visible_text

_BACKTICKS = re.compile("`+")
_BACKTICK_IN_WORD = re.compile(rf"(?<=[{WORD}])`(?=[{WORD}])")
_FACE = re.compile(r"\([^()`´\n]{0,8}(?:´[^()`´\n]{1,8}(`)|(`)[^()`´\n]{1,8}´)")


class ChatInline(StateInline):
    """The state of one paragraph, with what is known of it beforehand."""

    means_something = re.compile(r"[\\@＠]|://|\]\(|([*_`]).*\1|~~.*~~", re.DOTALL)
    """Without any of these, such as with one mark that has no other, a text is what it is."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        found: list[rules.Find] = [*addresses(src), *self.mentions_in(src)]
        self.finds = {one.start: one for one in _apart(found)}
        self.starts = list(self.finds)
        self.typed_backticks = _typed_backticks(src)
        self.needless = needless_backslashes(src) | _before_code(src)

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Return whether the run of marks at `start` may open and may close emphasis."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        return scanned(self.src, start, end)

    def mentions_in(self, src: str) -> Iterator[Mention]:
        """Yield the paragraph's mentions."""
        return mentions_in(src, self.env["people"])


class LineInline(ChatInline):
    """The state of a line of IRC, where `nick: text` is a mention, too."""

    means_something = re.compile("[@＠:,]")

    def mentions_in(self, src: str) -> Iterator[Mention]:
        """Yield the line's mentions."""
        return chain(mention_before_colon(src, self.env["people"]), super().mentions_in(src))


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
    parser = typed_inline(ChatInline)
    parser.ruler.at("escape", rules.backslash)
    parser.ruler.at("backticks", rules.code)
    parser.ruler.before("backticks", "typed_backtick", rules.typed_backtick)
    parser.ruler.before("emphasis", "identifier", rules.identifier)
    parser.ruler.at("link", rules.link)
    parser.ruler.at("autolink", rules.address_in_brackets)
    parser.ruler.enable(["escape", "backticks", "strikethrough", "emphasis", "link", "autolink"])
    parser.ruler2.enable(["balance_pairs", "strikethrough", "emphasis"])
    return parser


def typed_inline(state: type[ChatInline]) -> ChatInlineParser:
    """Return the parser of text that is shown as typed: its addresses and mentions only."""
    parser = ChatInlineParser(state)
    parser.ruler.at("text", rules.text)
    parser.ruler.after("text", "find", rules.find)
    parser.ruler.enableOnly(["text", "find"])
    parser.ruler2.enableOnly(["fragments_join"])
    return parser


def _is_empty_code(token: Token) -> bool:
    return token.type == "code_inline" and not has_visible_text(token.content)


def _apart(found: Iterable[rules.Find]) -> Iterator[rules.Find]:
    """Yield them in order, without what begins inside of another: an address mentions nobody."""
    end = 0
    for one in sorted(found, key=attrgetter("start")):
        if one.start >= end:
            yield one
            end = one.end


def _typed_backticks(src: str) -> set[int]:
    """The backticks inside words (don`t), and the cheeks of faces: (´・ω・`)."""
    if "`" not in src:
        return set()
    in_words = {one.start() for one in _BACKTICK_IN_WORD.finditer(shape(src))}
    return in_words | {one.start(one.lastindex or 0) for one in _FACE.finditer(src)}


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
