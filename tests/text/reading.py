"""HTML of a text as one reads it: without what every link and every block has."""

from collections.abc import Callable, Mapping

from chat.text.markdown.rendering import Rendered, render_with_mentions

SAME_FOR_ALL = (' dir="auto"', ' target="_blank" rel="noopener noreferrer nofollow"')


def html_of(
    body: str,
    renderer: Callable[[str, Mapping[str, int]], Rendered] = render_with_mentions,
    people: Mapping[str, int] | None = None,
) -> str:
    """Return the HTML of the text, without the attributes that are the same everywhere."""
    html = renderer(body, people or {}).html
    for attributes in SAME_FOR_ALL:
        html = html.replace(attributes, "")
    return html
