"""How templates write moments: one form for each language, in the reader's zone."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import timezone, translation

# The same moment as in tests/js/local_time.test.js, in the same words.
AT = datetime(2026, 11, 20, 6, 5, 9, tzinfo=UTC)

EN_FULL, JA_FULL = "Friday, November 20, 2026, 15:05:09", "2026年11月20日(金) 15:05:09"


def rendered(source: str, language: str) -> str:
    template = engines["django"].from_string(source)
    with translation.override(language), timezone.override("Asia/Tokyo"):
        return template.render({"at": AT, "none": None})


def element(title: str, words: str) -> str:
    return f'<time datetime="2026-11-20T15:05:09+09:00" title="{title}">{words}</time>'


@pytest.mark.parametrize(
    ("language", "short", "long", "full"),
    [
        ("en", "2026-11-20 15:05", "November 20, 2026, 15:05", EN_FULL),
        ("ja", "2026/11/20 15:05", "2026年11月20日 15:05", JA_FULL),
    ],
)
def test_a_moment_is_short_long_or_whole(language, short, long, full):
    assert rendered("{{ at|moment }}", language) == element(full, short)
    assert rendered("{{ at|long_moment }}", language) == element(full, long)
    assert rendered("{{ at|full_moment }}", language) == full
    assert rendered('{{ at|date:"DATETIME_FORMAT" }}', language) == long


def test_no_moment_is_nothing():
    assert rendered("{{ none|moment }}{{ none|full_moment }}", "en") == ""


def test_what_djangos_own_pages_write_has_the_same_form():
    assert rendered("{{ at }}", "en") == "November 20, 2026, 15:05"
    assert rendered("{{ at }}", "ja") == "2026年11月20日 15:05"
