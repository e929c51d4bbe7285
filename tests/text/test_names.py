"""How names are written, compared, and reserved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.markdown.lines import MARKS_MAX, shows_itself, tidy
from chat.text.mentions import EVERYBODY
from chat.text.names.folding import fold, lookup_key, normalize
from chat.text.names.reserved import is_reserved, mentions_everybody
from chat.text.names.scripts import are_written_together
from chat.text.names.visible import has_visible_text

INVISIBLE = (
    *("\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u180e", "\u200b", "\u200e"),
    *("\u202e", "\u2060", "\u2066", "\u206f", "\u2800", "\u3000", "\u3164", "\ufe0f", "\ufeff"),
    *("\uffa0", "\ufffc", "\U0001d159", "\U0001d173", "\U000e0020", "\U000e0100"),
)
FAMILY = "👨\u200d👩\u200d👧"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


# --- Lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize("char", INVISIBLE, ids=ascii)
def test_what_does_not_show_is_taken_out_of_a_line(char):
    assert tidy(f"a{char}b") in ("ab", "a b")


@pytest.mark.parametrize("char", [*INVISIBLE, "\u0301", "\u20dd"], ids=ascii)
def test_a_line_of_what_does_not_show_alone_shows_nothing(char):
    assert not shows_itself(tidy(char * 3))


@pytest.mark.parametrize("char", INVISIBLE, ids=ascii)
def test_a_message_of_what_does_not_show_is_empty(char):
    assert not has_visible_text(char * 3)


@pytest.mark.parametrize(
    "line",
    [FAMILY, ENGLAND, "❤️", "1️⃣", "👍🏽", "می\u200cخواهم", "क्\u200dष", "葛\U000e0100城"],
    ids=ascii,
)
def test_joiners_and_selectors_stay_where_writing_needs_them(line):
    assert tidy(f"a {line}") == f"a {line}"


@pytest.mark.parametrize("line", ["ก็ที่", "Nguyễn", "שָׁלוֹם", "क्षत्रिय", "パパ", "ｶﾞ"])
def test_marks_that_a_script_needs_stay(line):
    assert fold(tidy(line)) == fold(line)


def test_a_letter_carries_only_so_many_marks():
    assert len(tidy("Z" + "\u0335" * 130 + "!")) == 1 + MARKS_MAX + 1


def test_marks_without_end_take_no_time_to_speak_of():
    assert len(tidy("a" + "\u0301\u0323" * 500_000)) <= 1 + MARKS_MAX


@given(st.text(max_size=40))
def test_a_tidy_line_is_tidy(text):
    assert tidy(tidy(text)) == tidy(text)


# --- Comparing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Étienne", "étienne"),
        ("E\u0301mile", "émile"),
        ("ＡＬＩＣＥ", "alice"),
        ("ｱﾘｽ", "アリス"),
        ("straße", "STRASSE"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("al\u200bice", "alice"),
        ("a\u3164b", "ab"),
    ],
)
def test_names_are_found_in_any_case_and_width(one, other):
    assert lookup_key(one) == lookup_key(other)


@pytest.mark.parametrize(("one", "other"), [("émile", "emile"), ("ﾊ", "ﾊﾟ"), ("ha", "は")])
def test_other_letters_are_another_name(one, other):
    assert lookup_key(one) != lookup_key(other)


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert normalize(normalize(text)) == normalize(text)


# --- Reserved -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *EVERYBODY,
        *("ALL", "aII", "AlI", "a11", "a||", "ａｌｌ", "аll", "аӏӏ", "àll", "ałł", "ᴀʟʟ", "ꓮꓡꓡ"),
        *("all.", "_all_", "a.l.l", "hеrе", "Ηere", "EVERY0NE", "全員。", "𝒂𝒍𝒍"),
        *("a\u200bll", "a\u0338ll"),
    ],
    ids=ascii,
)
def test_what_calls_everybody_is_reserved_and_so_is_what_looks_like_it(name):
    assert mentions_everybody(name)
    assert is_reserved(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "admin",
            "ADMIN",
            "ADMlN",
            "adm1n",
            "аdmin",
            "adrnin",
            "Moderator",
            "ｼｽﾃﾑ",
            "運営",
            "広場",
            "管理人",
        ),
        *("rooms", "people", "new", ".", "..", "deleted-", "Deleted-01"),
    ],
)
def test_what_looks_official_or_is_an_address_is_reserved(name):
    assert is_reserved(name)
    assert not mentions_everybody(name)


@pytest.mark.parametrize(
    "name",
    [
        *("ali", "ALI", "Ali", "allan", "hall", "all-stars", "there", "heather", "eve", "admiral"),
        *("rosa", "modern", "全", "太郎", "person-00001", "[]", "_", "x.y"),
    ],
)
def test_other_names_are_free(name):
    assert not is_reserved(name)


# --- Scripts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["taro_太郎", "タローさん123", "佐々木ー", "ﾀﾛｳ", "김Tom", "Иван", "Ωμέγα", "אבי", "12", "[]^"],
)
def test_scripts_that_are_written_together_may_stand_in_one_name(name):
    assert are_written_together(name)


@pytest.mark.parametrize("name", ["аlice", "Ωmega", "bоb", "タロа", "עbob", "алиcе"])
def test_scripts_that_pose_as_each_other_may_not(name):
    assert not are_written_together(name)
