"""Text that is shown as it was typed: the last resort, and where nothing means anything. Pure."""

from markdown_it.common.utils import escapeHtml

from chat.text.markdown.rendering import PLAIN, Rendered


def is_plain(body: str) -> bool:
    """Return whether nothing in this means anything to Markdown, HTML, links or mentions."""
    return PLAIN.fullmatch(body) is not None


def as_typed(body: str) -> Rendered:
    """Return the body as safe HTML in which every character stands for itself; calls nobody."""
    lines = escapeHtml(body.strip("\n")).replace("\n", "<br>")
    return Rendered(
        html=f'<p dir="auto">{lines}</p>',
        text=body,
        links=(),
        people=frozenset(),
        calls_all=False,
        calls_here=False,
    )
