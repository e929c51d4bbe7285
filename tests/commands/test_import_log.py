"""`manage.py import_log`: a log stands in a room once, with its people, times and order."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chat.models import Membership, Message, Room, RoomHead, User
from tests.commands.samples import GARDEN, SHOP

pytestmark = pytest.mark.django_db


def import_log(*paths, form="irc", room="garden", **options) -> list[str]:
    """Import and return the report."""
    out = StringIO()
    call_command("import_log", *paths, f"--room={room}", f"--format={form}", stdout=out, **options)
    return out.getvalue().splitlines()


def messages(room="garden") -> list[Message]:
    return list(Message.objects.filter(room__slug=room).select_related("author").order_by("seq"))


def members(room="garden") -> set[str]:
    return set(Membership.objects.filter(room__slug=room).values_list("user__username", flat=True))


def everything() -> list[list]:
    models = (User, Room, RoomHead, Membership, Message)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_the_room_has_the_log_in_its_order():
    import_log(GARDEN)
    assert [(message.seq, message.kind, message.author.username) for message in messages()] == [
        (1, "text", "mika"),
        (2, "joined", "tomo"),
        (3, "text", "tomo"),
        (4, "text", "mika"),
        (5, "action", "tomo"),
        (6, "action", "mika"),
        (7, "text", "mika"),
        (8, "nick_changed", "tomo"),
        (9, "joined", "wal[l]e"),
        (10, "text", "wal[l]e"),
        (11, "left", "mika"),
        (12, "text", "wal[l]e"),
    ]


def test_the_times_are_those_of_the_log():
    import_log(GARDEN)
    assert messages()[6].created_at == datetime(2021, 3, 15, 0, 1, tzinfo=UTC)


def test_what_was_plain_text_is_not_taken_for_markdown_and_its_links_work():
    import_log(GARDEN)
    html = messages()[9].html
    assert "**not bold**" in html
    assert 'href="https://example.com/a"' in html


def test_a_changed_nick_is_told_with_the_new_one():
    import_log(GARDEN)
    assert messages()[7].body == "tomo[away]"


def test_importing_again_changes_nothing():
    import_log(GARDEN)
    before = everything()
    report = import_log(GARDEN)
    assert everything() == before
    assert "stored: 0" in report
    assert "duplicates: 12" in report


def test_a_log_that_has_grown_adds_only_what_is_new(tmp_path):
    log = tmp_path / "2021-03-14.txt"
    log.write_text("[10:00] <mika> one\n")
    import_log(log)
    log.write_text("[10:00] <mika> one\n[10:01] <mika> two\n")
    import_log(log)
    assert [message.body for message in messages()] == ["one", "two"]


def test_another_file_of_the_same_name_is_reported_and_not_passed_over(tmp_path):
    for folder, word in (("a", "one"), ("b", "two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2021-03-14.txt").write_text(f"[10:00] <mika> {word}\n")
    import_log(tmp_path / "a")
    report = import_log(tmp_path / "b")
    assert report[0].startswith(f"{tmp_path}/b/2021-03-14.txt:1: the room has another text")
    assert report[0].endswith(": two")


def test_every_line_that_is_left_out_is_reported_with_file_and_number():
    assert import_log(GARDEN) == [
        f"{GARDEN}:7: a notice of the server: === mode/#garden [+o mika]  by ChanServ",
        f"{GARDEN}:8: a notice of the server: === netjoined: irc.example.net -> one.example.net",
        f"{GARDEN}:9: nothing to see: [23:59] <tomo>",
        f"{GARDEN}:15: not a line of IRC: this is no line of IRC",
        "lines: 16",
        "stored: 12 (action 2, joined 2, left 1, nick_changed 1, text 6)",
        "duplicates: 0",
        "left out: 4",
    ]


def test_who_was_there_at_the_end_is_a_member():
    import_log(GARDEN)
    assert members() == {"tomo[away]", "wal[l]e"}


def test_nothing_stands_unread_for_the_members():
    import_log(GARDEN)
    assert set(Membership.objects.values_list("read_seq", flat=True)) == {12}


def test_the_people_of_a_log_cannot_sign_in():
    import_log(GARDEN)
    assert not any(person.has_usable_password() for person in User.objects.all())


def test_nicks_that_differ_in_case_are_one_person():
    import_log(GARDEN)
    assert User.objects.filter(username__iexact="mika").count() == 1


def test_a_log_puts_no_words_into_the_mouth_of_somebody_who_can_sign_in(tmp_path, alice):
    log = tmp_path / "2021-03-14.txt"
    log.write_text("[10:00] <Alice> it was not me\n")
    import_log(log)
    assert [message.author.username for message in messages()] == ["Alice+log"]
    assert [message.author.name for message in messages()] == ["Alice"]


@pytest.mark.parametrize("nick", ["all", "Here", "全員", "admin"])
def test_a_log_makes_nobody_who_is_called_like_everybody(tmp_path, nick):
    log = tmp_path / "talk.tsv"
    log.write_text(f"{nick}\thello\n", encoding="utf-8")
    import_log(log, form="tsv")
    import_log(log, form="tsv")
    assert [message.author.username for message in messages()] == [f"{nick}+log"]
    assert [message.author.name for message in messages()] == [nick]


def test_a_nick_that_shows_nothing_is_shown_by_its_username(tmp_path):
    log = tmp_path / "talk.tsv"
    log.write_text("\u3164\thello\n", encoding="utf-8")
    import_log(log, form="tsv")
    assert [message.author.shown_name for message in messages()] == ["+1160+"]


def test_who_gets_a_password_later_keeps_what_they_said():
    import_log(GARDEN)
    wall_e = User.objects.get(username="wal[l]e")
    wall_e.set_password("correct horse battery staple")
    wall_e.save(update_fields=["password"])
    assert "stored: 0" in import_log(GARDEN)


def test_a_name_with_other_characters_becomes_a_username_and_stays_the_shown_name(tmp_path):
    log = tmp_path / "talk.tsv"
    log.write_text("Anna M.\thello\nAnna+20+M.\thello\n")
    import_log(log, form="tsv")
    assert {message.author.username: message.author.name for message in messages()} == {
        "Anna+20+M.": "Anna M.",
        "Anna+2b+20+2b+M.": "Anna+20+M.",
    }


def test_a_folder_is_all_its_files(tmp_path):
    for day in (16, 15):
        (tmp_path / f"2021-03-{day}.txt").write_text(f"[10:00] <mika> day {day}\n")
    import_log(tmp_path)
    assert [message.body for message in messages()] == ["day 15", "day 16"]


def test_a_dialogue_has_the_time_of_its_import():
    before = datetime.now(UTC)
    import_log(SHOP, form="tsv")
    assert len(messages()) == 3
    assert all(before <= message.created_at <= datetime.now(UTC) for message in messages())


def test_importing_into_a_room_of_people_keeps_it_theirs(lobby, bob):
    import_log(GARDEN, room="lobby")
    assert {"alice", "bob", "wal[l]e"} <= members("lobby")


def test_a_missing_file_stops_everything_before_it_begins(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        import_log(GARDEN, tmp_path / "nowhere.txt")
    assert not Room.objects.exists()


def test_an_unreadable_file_stops_everything_before_it_begins(tmp_path):
    (tmp_path / "undated.txt").write_text("[10:00] <mika> one\n")
    with pytest.raises(CommandError, match=r"undated\.txt has no date"):
        import_log(GARDEN, tmp_path)
    assert not Room.objects.exists()


@pytest.mark.parametrize("slug", ["Two Words", "new", "a" * 61, ""])
def test_a_room_needs_an_address_that_a_page_can_have(slug):
    with pytest.raises(CommandError, match="room"):
        import_log(GARDEN, room=slug)


def test_without_a_format_the_files_name_says_it(tmp_path):
    dialogue = tmp_path / "001.tsv"
    dialogue.write_text("operator\tいらっしゃいませ。\n")
    call_command("import_log", str(dialogue), "--room=shop", stdout=StringIO())
    assert Message.objects.get(room__slug="shop").body == "いらっしゃいませ。"
