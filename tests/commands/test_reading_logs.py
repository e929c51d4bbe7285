"""Lines of logs to what they tell."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.management.logs.lines import Line, Unread, UnreadableLog, clean, lines_of
from chat.management.logs.reading import read_log
from chat.models.messages.message import Kind
from tests.commands.samples import GARDEN, SHOP


def irc(tmp_path: Path, *lines: str, name: str = "2021-03-14.txt") -> list[Line | Unread]:
    file = tmp_path / name
    file.write_text("\n".join(lines) + "\n")
    return read_log(file, "irc", None)


def told(lines: list[Line | Unread]) -> list[tuple[str, str, str]]:
    return [(line.kind.value, line.nick, line.body) for line in lines if isinstance(line, Line)]


def times(lines: list[Line | Unread]) -> list[str]:
    return [f"{line.at:%d %H:%M}" for line in lines if isinstance(line, Line)]


def test_every_shape_of_an_irc_log_is_understood():
    assert told(read_log(GARDEN, "irc", None)) == [
        ("text", "mika", "good evening everybody"),
        ("joined", "tomo", ""),
        ("text", "tomo", "the café is open"),
        ("text", "mika", "red and bold roses"),
        ("action", "tomo", "waters the roses"),
        ("action", "mika", "looks up"),
        ("text", "Mika", "it is tomorrow already"),
        ("nick_changed", "tomo", "tomo[away]"),
        ("joined", "wal[l]e", ""),
        ("text", "wal[l]e", "**not bold**, see https://example.com/a"),
        ("left", "mika", ""),
        ("text", "wal[l]e", "今晩は"),
    ]


def test_a_line_that_tells_nothing_comes_with_its_number_and_a_reason():
    unread = [line for line in read_log(GARDEN, "irc", None) if isinstance(line, Unread)]
    assert [(line.number, line.reason) for line in unread] == [
        (7, "a notice of the server"),
        (8, "a notice of the server"),
        (9, "nothing to see"),
        (15, "not a line of IRC"),
    ]


def test_times_are_utc_and_a_line_without_one_has_that_of_the_line_before():
    lines = read_log(GARDEN, "irc", None)
    assert lines[0].at == lines[1].at == datetime(2021, 3, 14, 23, 57, tzinfo=UTC)


def test_after_midnight_it_is_the_next_day():
    lines = read_log(GARDEN, "irc", None)
    assert lines[9].at == datetime(2021, 3, 15, 0, 1, tzinfo=UTC)


def test_a_clock_that_is_set_back_does_not_make_a_day(tmp_path):
    lines = irc(tmp_path, "[14:02] <mika> a", "[14:01] <mika> b", "[14:03] <mika> c")
    assert times(lines) == ["14 14:02", "14 14:01", "14 14:03"]


def test_a_clock_of_twelve_hours_goes_on_after_noon(tmp_path):
    lines = irc(tmp_path, "[11:58] <mika> a", "[12:57] <mika> b", "[01:03] <mika> c")
    assert times(lines) == ["14 11:58", "14 12:57", "14 13:03"]


def test_a_log_that_begins_with_a_notice_takes_the_first_time_it_shows(tmp_path):
    lines = irc(tmp_path, "=== tomo [~t@192.0.2.7]  has joined #garden", "[09:30] <tomo> hello")
    assert times(lines) == ["14 09:30", "14 09:30"]


def test_a_log_without_a_date_in_its_name_needs_one(tmp_path):
    with pytest.raises(UnreadableLog, match=r"evening\.txt has no date"):
        irc(tmp_path, "[09:30] <tomo> hello", name="evening.txt")


def test_the_given_date_counts_more_than_the_name():
    lines = read_log(GARDEN, "irc", date(2020, 2, 29))
    assert [lines[0].at.date(), lines[9].at.date()] == [date(2020, 2, 29), date(2020, 3, 1)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("=== [Anna]  [Anna-M@192.0.2.1]  has joined #garden", ("joined", "[Anna]", "")),
        ("=== anna [n=anna@host/x]  has left #garden []", ("left", "anna", "")),
        ("=== anna [anna@host]  has quit [Ping timeout]", ("left", "anna", "")),
        ("=== [Anna]  sings", ("action", "[Anna]", "sings")),
        ("=== an[n] a bows to tomo", ("action", "an[n]a", "bows to tomo")),
        ("=== anna is now known as [a] nna", ("nick_changed", "anna", "[a]nna")),
        ("[10:00] <[Anna] > hi", ("text", "[Anna]", "hi")),
        ("[10:00] <anna> <tomo> hi", ("text", "anna", "<tomo> hi")),
        ("[10:00] === anna is now known as a", ("nick_changed", "anna", "a")),
    ],
)
def test_nicks_are_read_as_irc_has_them(tmp_path, line, expected):
    assert told(irc(tmp_path, line)) == [expected]


def test_a_nick_too_long_for_a_username_is_reported(tmp_path):
    [line] = irc(tmp_path, f"[10:00] <{'a' * 65}> hi")
    assert line.reason == "a name of more than 64 characters"


def test_a_body_too_long_is_reported(tmp_path, settings):
    settings.BODY_MAX_CHARS = 5
    [line] = irc(tmp_path, "[10:00] <anna> 123456")
    assert line.reason == "longer than BODY_MAX_CHARS"


def test_only_line_feeds_end_a_line():
    assert lines_of("a\x1cb\u2028c\r\nd".encode()) == ["a\x1cb\u2028c", "d"]


def test_what_is_not_utf_8_is_read_as_people_wrote_before_it():
    assert lines_of(b"na\xefve \x80\n\x81\n") == ["naïve €", "\x81"]


def test_controls_and_colours_are_taken_out_and_tabs_stay():
    assert clean("\x033,4a\x0f\x00\tb\x02\x1fc\x7f\x03d") == "a\tbcd"


def test_a_dialogue_is_read_with_its_line_breaks():
    lines = read_log(SHOP, "tsv", None)
    assert told(lines) == [
        ("text", "guide", "いらっしゃいませ。何をお探しですか。\nゆっくりご覧ください。"),
        ("text", "guest", "地図を\n二枚ください。"),
        ("text", "guide", "かしこまりました。"),
    ]
    assert [(line.number, line.reason) for line in lines if isinstance(line, Unread)] == [
        (3, "not a speaker, a tab and words"),
        (4, "nothing to see"),
    ]


@given(st.binary())
def test_every_line_of_any_file_is_either_read_or_reported(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("any") / "2021-03-14.txt"
    file.write_bytes(content)
    numbers = list(range(1, content.count(b"\n") + (content[-1:] not in (b"", b"\n")) + 1))
    for form in ("irc", "tsv"):
        lines = read_log(file, form, None)
        assert len(lines) in (len(numbers), len(numbers) - content.startswith(b"\xef\xbb\xbf"))
        assert [line.number for line in lines] == numbers[: len(lines)]


@given(st.lists(st.text(alphabet="[]0123456789:<>=* abc@\t", max_size=40), max_size=5))
def test_lines_that_look_like_irc_are_read_or_reported_too(tmp_path_factory, texts):
    file = tmp_path_factory.mktemp("like") / "2021-03-14.txt"
    file.write_text("".join(f"{text}\n" for text in texts))
    lines = read_log(file, "irc", None)
    assert len(lines) == len(texts)
    assert all(isinstance(line, Unread) or line.kind in Kind for line in lines)
