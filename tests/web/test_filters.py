"""How names stand in the sentences of pages."""

import pytest

from chat.web.shell.template_tags import isolated


@pytest.mark.parametrize("text", ["", "Alice", "鈴木", "Zoë 😀", "12:30"])
def test_most_names_turn_nothing_and_stay_as_they_are(text):
    assert isolated(text) == text


@pytest.mark.parametrize("text", ["שלום!", "مرحبا", "a\u202eb", "\u2067x", "𐤀", "x\u200f"])
def test_a_name_that_could_turn_a_sentence_round_is_isolated(text):
    assert isolated(text) == f"\u2068{text}\u2069"


def test_a_line_of_the_room_keeps_its_order_around_a_hebrew_name(signed_in, bob, lobby):
    type(bob).objects.filter(pk=bob.pk).update(name="שלום!")
    page = signed_in(bob).get(f"/rooms/{lobby.slug}/")
    assert "\u2068שלום!\u2069 joined" in page.text
