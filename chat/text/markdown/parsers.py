"""The parsers: lines or one paragraph outside, a chat's marks or none inside. Pure."""

from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore

from chat.text.markdown.blocks import blocks
from chat.text.markdown.inline import ChatInline, LineInline, chat_inline, typed_inline
from chat.text.markdown.tokens import as_typed, element, inline


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


def _render_code_in_line(_renderer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    return f"<code>{escapeHtml(tokens[place].content).replace(chr(10), '<br>')}</code>"


def _render_mention(_renderer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    token = tokens[place]
    target = token.meta["target"]
    person = f' data-person="{target}"' if isinstance(target, int) else ""
    kind = "mention" if isinstance(target, int) else "mention mention--all"
    return f'<span class="{kind}"{person}>{escapeHtml(token.content)}</span>'


def _render_text(_renderer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    return escapeHtml(tokens[place].content).replace("\n", "<br>")


def _parser(in_blocks: Callable[[StateCore], None], in_line: ParserInline) -> MarkdownIt:
    parser = MarkdownIt("zero")
    parser.inline = in_line
    parser.core.ruler.at("block", in_blocks)
    parser.add_render_rule("code", _render_code)
    parser.add_render_rule("code_inline", _render_code_in_line)
    parser.add_render_rule("mention", _render_mention)
    parser.add_render_rule("text", _render_text)
    return parser


CHAT = _parser(_in_lines, chat_inline())
DEED = _parser(_as_one, chat_inline())
TYPED = _parser(_as_one, typed_inline(ChatInline))
LINE = _parser(_as_one, typed_inline(LineInline))
BARE = _parser(_as_typed, typed_inline(ChatInline))
