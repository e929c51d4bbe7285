"""A database that was put back takes a new name."""

from django.core.management import call_command

from chat.actions.restoring import rotate_epoch
from chat.log import journal


def test_a_restored_database_takes_a_new_name(db) -> None:
    before = journal.epoch()
    assert str(rotate_epoch()) == journal.epoch() != before


def test_a_database_that_nobody_has_named_takes_a_name(db) -> None:
    assert str(rotate_epoch()) == journal.epoch()


def test_the_command_tells_the_new_name(db, capsys) -> None:
    call_command("rotate_epoch")
    assert journal.epoch() in capsys.readouterr().out
