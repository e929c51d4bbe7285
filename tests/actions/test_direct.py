"""Direct conversations."""

from functools import partial

import pytest

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.pins import pin
from chat.actions.messages.reactions import react
from chat.actions.moderation.bans import ban, lift_ban
from chat.actions.people.accounts import deactivate, delete_account
from chat.actions.refusal import Refused
from chat.actions.rooms.direct import PEOPLE_MAX, open_direct
from chat.actions.rooms.invitations import invite
from chat.actions.rooms.memberships import (
    add_people,
    join_room,
    leave_room,
    remove_member,
    set_role,
    transfer_room,
)
from chat.actions.rooms.rooms import (
    archive_room,
    describe_room,
    make_private,
    make_public,
    relabel_room,
    rename_room,
    reopen_room,
    set_history,
)
from chat.log.user_events import people_head, people_since
from chat.models import Membership, Room, RoomHead, User
from chat.models.rooms.membership import Role
from tests.acting import act, say
from tests.actions.cast import at_once, lines, told_to_look_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(alice, bob) -> Room:
    return open_direct(alice, [bob])


def test_the_people_of_a_direct_conversation_are_all_alike(talk, alice, bob):
    seats = Membership.objects.filter(room=talk).values_list("user", "role", "visible_from")
    assert set(seats) == {(alice.pk, Role.MEMBER, 0), (bob.pk, Role.MEMBER, 0)}
    assert talk.kind == Room.Kind.DIRECT
    assert talk.name == ""


def test_nobody_joins_so_the_history_begins_with_what_is_said(talk):
    assert lines(talk) == []
    assert RoomHead.objects.get(room=talk).seq == 0


def test_the_same_people_always_find_the_same_conversation(talk, alice, bob, charlie):
    assert open_direct(bob, [alice]) == talk
    assert open_direct(alice, [alice, bob, bob]) == talk
    assert open_direct(alice, [bob, charlie]) != talk
    assert open_direct(charlie, [bob, alice]) == open_direct(alice, [bob, charlie])


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_the_same_time_find_the_same_conversation(alice, bob):
    found = []

    def ask(asking: User, asked: User) -> None:
        found.append(open_direct(asking, [asked]).pk)

    at_once([partial(ask, alice, bob), partial(ask, bob, alice)] * 3)
    assert len(found) == 6
    assert len(set(found)) == 1


def test_both_are_told_that_there_is_something_new(alice, bob):
    told_to_look_again()
    open_direct(alice, [bob])
    assert told_to_look_again() == {"alice", "bob"}


@pytest.mark.parametrize("people", [[], ["alice"]])
def test_nobody_talks_to_themselves(alice, people):
    with pytest.raises(Refused, match="too_few_people"):
        open_direct(alice, User.objects.filter(username__in=people))


def test_ten_people_fit_and_eleven_do_not(alice):
    others = [User.objects.create(username=f"person{number}") for number in range(PEOPLE_MAX)]
    open_direct(alice, others[: PEOPLE_MAX - 1])
    with pytest.raises(Refused, match="too_many_people"):
        open_direct(alice, others)


def test_a_closed_account_is_not_written_to_but_what_was_said_is_found(talk, alice, bob, charlie):
    User.objects.filter(pk__in=[bob.pk, charlie.pk]).update(is_active=False)
    with pytest.raises(Refused, match="unknown_person"):
        open_direct(alice, [charlie])
    assert open_direct(alice, [bob]) == talk


@pytest.mark.parametrize(
    "act",
    [
        lambda user, room, other: rename_room(user, room, "Us"),
        lambda user, room, other: describe_room(user, room, "Words"),
        lambda user, room, other: make_public(user, room),
        lambda user, room, other: make_private(user, room),
        lambda user, room, other: set_history(user, room, Room.History.SINCE_JOINING),
        lambda user, room, other: archive_room(user, room),
        lambda user, room, other: reopen_room(user, room),
        lambda user, room, other: add_people(user, room, [other]),
        lambda user, room, other: leave_room(user, room),
        lambda user, room, other: remove_member(user, room, other),
        lambda user, room, other: set_role(user, room, other, Role.MODERATOR),
        lambda user, room, other: transfer_room(user, room, other),
        lambda user, room, other: invite(user, room, None),
        lambda user, room, other: relabel_room(user, room, "Us", ""),
    ],
)
def test_a_direct_conversation_stays_as_it_is(talk, alice, bob, act):
    with pytest.raises(Refused, match="direct"):
        act(alice, talk, bob)
    assert Membership.objects.filter(room=talk).count() == 2
    assert lines(talk) == []


def test_to_others_it_does_not_exist(talk, charlie):
    with pytest.raises(Refused, match="not_found"):
        join_room(charlie, talk)


# --- When the others are gone ---------------------------------------------------------------


def test_nobody_writes_to_somebody_whose_account_is_closed(talk, alice, bob):
    said = say(talk, alice, "hello")
    deactivate(bob)
    for act_on in (
        partial(say, talk, alice, "are you there?"),
        partial(edit_message, act(alice, said), "hello?"),
        partial(react, act(alice, said), "👍"),
        partial(pin, act(alice, said)),
    ):
        with pytest.raises(Refused) as refused:
            act_on()
        assert refused.value.code == "nobody_left"


def test_what_one_said_to_somebody_who_is_gone_can_be_taken_back(talk, alice, bob):
    said = say(talk, alice, "hello")
    deactivate(bob)
    delete_message(act(alice, said))
    said.refresh_from_db()
    assert said.deleted_at is not None


def test_a_conversation_goes_on_while_one_of_the_others_is_there(alice, bob, charlie):
    talk = open_direct(alice, [bob, charlie])
    deactivate(bob)
    say(talk, alice, "still here?")
    deactivate(charlie)
    with pytest.raises(Refused, match="nobody_left"):
        say(talk, alice, "hello?")


def test_a_conversation_goes_on_when_somebody_comes_back(talk, alice, bob, root):
    ban(root, bob)
    with pytest.raises(Refused, match="nobody_left"):
        say(talk, alice, "hello?")
    lift_ban(root, bob)
    say(talk, alice, "welcome back")


def test_in_a_room_one_writes_even_alone(lobby, alice, bob):
    deactivate(bob)
    say(lobby, alice, "all alone")


@pytest.mark.parametrize("leave", [deactivate, delete_account])
def test_pages_are_told_whose_account_is_closed(talk, bob, leave):
    before = people_head()
    leave(bob)
    [told] = people_since(before, people_head(), 10)
    assert (told.pk, told.profile()["closed"]) == (bob.pk, True)


def test_pages_are_told_of_a_ban_and_of_its_end(bob, root):
    before = people_head()
    ban(root, bob)
    assert people_since(before, people_head(), 10)[0].profile()["closed"]
    before = people_head()
    lift_ban(root, bob)
    assert not people_since(before, people_head(), 10)[0].profile()["closed"]
