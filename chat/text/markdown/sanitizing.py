"""The last word on a text's HTML: what may be in it, what is read, where it leads. Pure."""

import re
from html import escape, unescape

import nh3

ALLOWED_TAGS = {
    *("p", "br", "em", "strong", "s", "a", "code", "pre", "span", "blockquote"),
    *("ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {
    "*": {"dir"},
    "a": {"href"},
    "code": {"class"},
    "li": {"value"},
    "span": {"class", "data-person"},
}
LINK_REL = "noopener noreferrer nofollow"

_VALUES = {
    "dir": re.compile("auto"),
    "class": re.compile(r"language-[a-z0-9+#.-]{1,32}|mention|mention mention--all"),
    "value": re.compile(r"\d{1,2}"),
    "data-person": re.compile(r"\d{1,20}"),
}
_HREF = re.compile('<a href="([^"]*)"')
_NUMBER = re.compile(r'<li [^>]*value="(\d+)"[^>]*>')
_BETWEEN_CELLS = re.compile("</t[dh]><t[dh][^>]*>")
_BETWEEN_LINES = re.compile(
    "<br>|(?:</?(?:p|ul|ol|li|h[1-6]|pre|blockquote|table|thead|tbody|tr|td|th)(?: [^>]*)?>)+"
)
_TAG = re.compile("<[^>]*>")


def sanitized(html: str) -> str:
    """Return what of the HTML is on the list of what is allowed."""
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
    pattern = _VALUES.get(attribute)
    return value if pattern is None or pattern.fullmatch(value) else None


def read(html: str) -> str:
    """Return what is read in sanitized HTML, line by line."""
    numbered = _NUMBER.sub(r"\g<0>\1. ", html)
    lines = _BETWEEN_LINES.sub("\n", _BETWEEN_CELLS.sub("\t", numbered))
    return unescape(_TAG.sub("", lines)).strip("\n")


def may_lead_to(address: str) -> bool:
    """Return whether a link to this address keeps it: no host is `999.1.1.1`, no port 99999."""
    return bool(led_to(sanitized(f'<a href="{escape(address)}"></a>')))


def led_to(html: str) -> tuple[str, ...]:
    """Return the addresses that sanitized HTML leads to."""
    return tuple(unescape(address) for address in _HREF.findall(html))
