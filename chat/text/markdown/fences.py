"""Code between fences. Pure."""

import re

from markdown_it.token import Token

from chat.text.markdown.tokens import Block, Inside, Lines, as_typed
from chat.text.names.visible import has_visible_text

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")
_BEHIND_TEXT = re.compile(r"([^`]*[^`\s])[ \t]*(`{3,})[ \t]*")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,32}")


def code(lines: Lines, place: int, inside: Inside) -> Block | None:
    """Return the code that begins with this line, up to the closing fence or to the end.

    People also write code directly behind the opening fence, and the closing one directly behind
    their code: nothing of it is taken for the name of a language then.
    """
    found = _FENCE.fullmatch(lines[place])
    if found is None or found[1][0] in found[2]:
        return None
    end = _closing(lines, place + 1, found[1])
    last = lines[end].rstrip().rstrip(found[1][0]) if end < len(lines) else ""
    language = "" if last.strip() else _language(found[2])
    first = "" if language else found[2].strip()
    written = [*filter(None, [first]), *lines[place + 1 : end], *filter(str.strip, [last])]
    taken = min(end + 1, len(lines)) - place
    if not any(map(has_visible_text, written)):
        return Block(taken, as_typed(lines[place : place + taken]))
    return Block(taken, [Token("code", "code", 0, content="\n".join(written), info=language)])


def code_behind_text(lines: Lines, place: int, inside: Inside) -> tuple[str, Block] | None:
    """Return what is said in this line, and the code that a fence at its end begins.

    Only if that fence is closed: the closing one would begin code of what is said below it.
    """
    has_fence = lines[place].rstrip().endswith("```")
    found = _BEHIND_TEXT.fullmatch(lines[place]) if has_fence else None
    if found is None or _closing(lines, place + 1, found[2]) == len(lines):
        return None
    block = code([found[2], *lines[place + 1 :]], 0, inside)
    return (found[1], block) if block else None


def _closing(lines: Lines, place: int, fence: str) -> int:
    """The line that ends with such a fence, else the end of all."""
    return next((at for at in range(place, len(lines)) if _closes(lines[at], fence)), len(lines))


def _closes(line: str, fence: str) -> bool:
    line = line.strip()
    return line.endswith(fence) and (fence[0] == "`" or not line.strip("~"))


def _language(info: str) -> str:
    return info.strip().lower() if _LANGUAGE.fullmatch(info.strip()) else ""
