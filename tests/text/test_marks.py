"""Which marks a username is written with."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from chat.models.people.usernames import validate_new_username
from chat.text.names.folding import fold, normalize
from chat.text.names.scripts import HEAP_MAX, has_its_scripts_marks, is_mark


@pytest.mark.parametrize(
    "name",
    [
        *("हिन्दी", "क़ुरान", "ज़ों", "क्षत्रिय", "चाँद", "इंदु", "राम.2"),
        *("தமிழ்", "கௌரி", "বাংলা", "অ্যান", "ਪੰਜਾਬੀ", "ગુજરાતી"),
        *("తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "สมชาย", "น้ำ", "ที่นี่", "สิทธิ์", "ปั๊ม", "เก็บ"),
        *("ລາວ", "ນ້ຳ", "ຫຼີ", "မြန်မာ", "ខ្មែរ", "བོད", "שָׁלוֹם", "مُحَمَّد"),
        *("Émile", "E\u0301mile", "Nguyễn", "パパ", "太郎", "bob", "al[x]"),
    ],
)
def test_what_a_script_is_written_with_may_stand_in_a_username(name):
    validate_new_username(name)
    assert normalize(normalize(name)) == normalize(name)
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Z\u0335\u0336\u0337", "राम\u0301", "a\u0e34", "p\u0323\u0302\u0301", "क\u20dd"),
        *("\u0e34ก", "1\u0e34", "_\u093f", "ก\u0e34\u0e34", "न\u094d\u094d", "\u0e4a\u0e4a"),
    ],
    ids=ascii,
)
def test_marks_of_no_script_of_another_or_in_heaps_are_none_of_a_username(name):
    with pytest.raises(ValidationError):
        validate_new_username(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "अ\u093eम",
            "का\u0947",
            "क\u0902\u093e",
            "ক\u09be\u09c7",
            "অ\u09be",
            "ਅ\u0a3e",
            "අ\u0dcf",
        ),
        *("ท\u0e48\u0e35", "น\u0e4d\u0e49า", "ก\u0e31\u0e34", "ນ\u0ecd\u0ec9າ"),
    ],
    ids=ascii,
)
def test_another_spelling_that_is_drawn_alike_is_refused(name):
    assert not has_its_scripts_marks(normalize(name))


@given(st.text(st.characters(categories=["Mn"]), min_size=HEAP_MAX + 1, max_size=12))
def test_no_letter_carries_more_marks_than_a_heap(marks):
    heaped = [char for char in normalize("ก" + marks) if is_mark(char)]
    assert len(heaped) <= HEAP_MAX or not has_its_scripts_marks(normalize("ก" + marks))
