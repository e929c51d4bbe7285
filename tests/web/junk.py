"""Requests that nobody means: any address there is, any method, any field, any value."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import strategies as st

PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
ANCHORS = re.compile(r"\^|\\Z|\$$|\\(?=[/.])")

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")

FIELDS = (
    *("body", "nonce", "reply_to", "name", "description", "kind", "history", "people", "person"),
    *("role", "q", "page", "before", "after", "around", "limit", "language", "time_zone", "hue"),
    *("status_emoji", "status_text", "lasting", "uses", "sign_up", "next", "login", "password"),
    *("email", "username", "code", "password1", "password2", "oldpassword", "remember", "key"),
    *("action_add", "action_send", "action_remove", "action_primary", "credential", "id", "uid"),
    # Those of the desk.
    *("action", "_selected_action", "select_across", "index", "p", "o", "all", "e", "_popup"),
    *("_to_field", "_changelist_filters", "id__exact", "kind__exact", "created_at__gte"),
    *("created_at__day", "room__id__exact", "author__password__startswith", "is_staff__exact"),
    *("app_label", "model_name", "field_name", "term", "object_id", "_save", "usable_password"),
)
ODD_VALUES = (
    *("", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "%", "%00", "%ff", "\ufeff", "\ufffe"),
    *("0", "-1", "-0", "1.5", "1e309", "NaN", "Infinity", "٣", "１", "²", "Ⅷ", "1_000", "0x1"),
    *("9" * 20, "9" * 5_000, "-" + "9" * 400, "2147483648", "9223372036854775808", "1,2", "1;2"),
    *("null", "None", "true", "[]", "{}", "[object Object]", "undefined", "''", '"', "\\", ";"),
    *("\r\n", "a\r\nSet-Cookie: x=y", "\x1b[31m", "\u2028", "\u202e", "\u200b", "\u3164", "z̡̢̛̗̘̙"),
    *("../../etc/passwd", "//evil.example/", "https://evil.example", "javascript:alert(1)", "/"),
    *("2026-13-45", "2026-02-30T25:61", "9999-12-31", "0000-00-00", "Asia/Tokyo", "UTC+99"),
    *("' OR 1=1 --", "{{7*7}}", "<script>", "%s%n", "😀", "👩‍👩‍👧‍👦" * 50, "x" * 70_000),
    *("alice", "lobby", "00000000-0000-0000-0000-000000000000", "on", "off", "delete_selected"),
)
ODD_HEADERS = (
    *("Accept-Language", "Accept", "Cookie", "Referer", "Origin", "User-Agent", "X-Forwarded-For"),
    *("X-Requested-With", "If-Modified-Since", "If-None-Match", "Range", "X-CSRFToken", "Host"),
    *("X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override", "Authorization"),
)
CONTENT_TYPES = (
    *("application/x-www-form-urlencoded", "application/json", "text/plain", "", "/", "\0"),
    *("multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary="),
    *("application/x-www-form-urlencoded; charset=nonsense", "text/html; charset=utf-8; x"),
    *("multipart/form-data; boundary=" + "x" * 300, "application/octet-stream"),
)
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nhello\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="name"; filename="../\0"\r\n\r\nx\r\n--x--',
    b'--x\r\nContent-Disposition: form-data; name="q"\r\nContent-Length: -1\r\n\r\n!',
    b"--x\r\nContent-Disposition: form-data\r\n\r\n--x",
    b"--x\r\n\r\n--x--",
)


def routes() -> list[str]:
    """Return every address of the site, with a pair of braces for each of its parts."""
    return sorted({ANCHORS.sub("", PART.sub("{}", one)) for one in _routes(get_resolver())})


def _routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    patterns: Iterable[URLPattern | URLResolver] = resolver.url_patterns
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        else:
            yield route


@dataclass(frozen=True)
class Request:
    """One request, of whomever."""

    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    headers: dict[str, str]


values = st.sampled_from(ODD_VALUES) | st.text(st.characters(), max_size=20)
texts = st.text(max_size=20)


def requests(known: tuple[str, ...]) -> st.SearchStrategy[Request]:
    """Return a strategy; `known` are parts of addresses that stand for something."""
    parts = st.sampled_from(known) | st.sampled_from(known) | values.map(lambda value: value[:99])
    return st.builds(
        Request,
        st.sampled_from(METHODS) | st.sampled_from(METHODS[:2]),
        st.sampled_from(routes()).flatmap(lambda route: _filled(route, parts)),
        st.dictionaries(st.sampled_from(FIELDS), values, max_size=3).map(_encoded),
        _bodies(),
        st.sampled_from(CONTENT_TYPES) | st.just(CONTENT_TYPES[0]),
        st.dictionaries(st.sampled_from(ODD_HEADERS), values.map(_header), max_size=2),
    )


def _filled(route: str, parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(parts, min_size=route.count("{}"), max_size=route.count("{}"))
    return several.map(lambda given: route.format(*map(_quoted, given)))


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _encoded(fields: dict[str, str]) -> str:
    given = {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}
    return urlencode(given)


def _header(value: str) -> str:
    """Only what a server lets through: visible characters of Latin-1."""
    return "".join(char for char in value if " " <= char <= "~" or "\xa0" <= char <= "\xff")


def _bodies() -> st.SearchStrategy[bytes]:
    forms = st.dictionaries(st.sampled_from(FIELDS), values, max_size=6)
    encoded = forms.map(lambda fields: _encoded(fields).encode())
    return encoded | encoded | st.binary(max_size=200) | st.sampled_from(MULTIPART)
