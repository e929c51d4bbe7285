"""Maintenance: whatever writes is refused, whoever asks for it, until it is over."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from chat.actions import maintenance
from chat.actions.messages.posting import Send, post_message, post_messages
from chat.actions.messages.preparing import prepare
from chat.actions.refusal import Refused
from chat.log import journal, sql
from chat.models import Message, Room, SiteSettings, User
from chat.models.site import MAINTENANCE_MAX_CHARS
from tests.acting import say
from tests.convergence.scenarios import SCENARIOS
from tests.convergence.stage import set_stage

WHY = "We are moving to a new machine until 15:00"


def close() -> None:
    maintenance.switch(WHY)
    maintenance.notice.forget()


@pytest.fixture
def closed(lobby, bob) -> None:
    close()


@pytest.mark.django_db
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_every_act_is_refused_with_the_sentence(scenario):
    stage = set_stage()
    close()
    with pytest.raises(Refused) as told, transaction.atomic():
        scenario(stage)
    assert (told.value.code, told.value.detail) == ("maintenance", WHY)
    assert told.value.retry_after == maintenance.COME_BACK_SECONDS


WRITES = {
    "a row is made": lambda: User.objects.create(username="dave"),
    "rows are made": lambda: User.objects.bulk_create([User(username="dave")]),
    "rows are made unless they are there": lambda: User.objects.bulk_create(
        [User(username="dave")], ignore_conflicts=True
    ),
    "rows are changed": lambda: Room.objects.update(description="Other"),
    "a row is saved": lambda: Room.objects.get().save(update_fields=["description"]),
    "rows are deleted": lambda: Message.objects.all().delete(),
    "many are numbered anew": lambda: sql.renumber(list(Message.objects.all()[:2])),
}


@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_no_statement_that_writes_gets_through(closed, write):
    with pytest.raises(Refused, match="maintenance"), transaction.atomic():
        write()


@pytest.mark.django_db
def test_everything_can_be_read(closed, lobby, bob):
    assert [one.author for one in journal.page(lobby.pk).messages][-1] == bob
    with transaction.atomic(), journal.locked([lobby.pk]) as heads:
        assert list(heads) == [lobby.pk]


@pytest.mark.django_db
def test_what_was_stored_before_is_acknowledged_again(lobby, bob):
    send = Send(lobby.pk, bob.pk, uuid4(), "hello")
    stored = post_message(send)
    close()
    again = post_message(send)
    assert again.duplicate
    assert (again.id, again.seq) == (stored.id, stored.seq)


@pytest.mark.django_db
def test_of_what_is_sent_together_nothing_is_stored(closed, lobby, alice, bob):
    before = Message.objects.count()
    sends = [Send(lobby.pk, person.pk, uuid4(), "hello") for person in (alice, bob)]
    with pytest.raises(Refused, match="maintenance"):
        post_messages([prepare(send) for send in sends])
    assert Message.objects.count() == before


@pytest.mark.django_db
def test_all_may_write_when_it_is_over(closed, lobby, bob):
    maintenance.switch("")
    maintenance.notice.forget()
    assert say(lobby, bob).seq


@pytest.mark.django_db
def test_what_is_lifted_is_lifted_for_what_is_done_in_it_alone(closed):
    with maintenance.writes_allowed():
        Room.objects.update(description="Other")
    with pytest.raises(Refused), transaction.atomic():
        Room.objects.update(description="Another")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sentence", "code"),
    [("\u200b", "empty"), ("x" * (MAINTENANCE_MAX_CHARS + 1), "too_long"), ("a\0b", "bad_text")],
)
def test_a_sentence_that_says_nothing_closes_nothing(sentence, code):
    with pytest.raises(Refused, match=code):
        maintenance.switch(sentence)
    assert not SiteSettings.objects.exists()


@pytest.mark.django_db
def test_the_rest_of_the_settings_stays_as_it_is():
    SiteSettings.objects.create(name="広場", sign_up="open")
    close()
    site = SiteSettings.current()
    assert (site.name, site.sign_up, site.maintenance) == ("広場", "open", WHY)


@pytest.mark.django_db(transaction=True)
def test_whoever_switches_it_on_waits_for_who_is_writing(lobby, bob, monkeypatch):
    monkeypatch.setattr(maintenance, "CACHE_SECONDS", 1.0)
    maintenance.switch(WHY)
    maintenance.settle()
    with pytest.raises(Refused, match="maintenance"):
        say(lobby, bob)


READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": (
        "SET default_transaction_read_only = on",
        "SET default_transaction_read_only = off",
    ),
}


@pytest.fixture
def read_only(closed):
    """A database that was closed to writing after the place was."""
    maintenance.notice.read()
    close_it, open_it = READ_ONLY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(close_it)
    yield
    with connection.cursor() as cursor:
        cursor.execute(open_it)


@pytest.mark.django_db(transaction=True)
def test_a_read_only_database_says_the_same(read_only, lobby, bob):
    with pytest.raises(Refused) as told:
        say(lobby, bob)
    assert (told.value.code, told.value.detail) == ("maintenance", WHY)


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_into_a_read_only_database_whatever_is_lifted(read_only):
    with maintenance.writes_allowed(), pytest.raises(Refused, match="maintenance"):
        Room.objects.update(description="Other")


@pytest.mark.django_db(transaction=True)
def test_a_release_can_be_brought_up_to_date_meanwhile(closed):
    call_command("migrate", verbosity=0)
    with pytest.raises(Refused, match="maintenance"):
        Room.objects.update(description="Other")
