"""What people do while others watch: at least one scenario for each action."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from chat.actions.messages import edits, importing, pins, posting, preparing, reactions, reading
from chat.actions.moderation import administration, bans, held_messages, mutes, rulebook, takedowns
from chat.actions.people import accounts, bulk, newcomers, sessions
from chat.actions.people.accounts import Profile
from chat.actions.refusal import Refused
from chat.actions.rooms import direct, invitations, memberships, retention, rooms
from chat.models import Filter, HeldMessage, Invitation, Membership, Room, SiteSettings, User
from chat.models.messages.message import Kind
from tests.acting import act, say
from tests.convergence.actions import name_of
from tests.convergence.stage import Stage

Scenario = Callable[[Stage], object]

SCENARIOS: dict[str, Scenario] = {}
SHOWN: set[str] = set()


def shows(*actions: object) -> Callable[[Scenario], Scenario]:
    """Return a decorator that keeps the scenario as the one of these actions."""

    def keep(scenario: Scenario) -> Scenario:
        SCENARIOS[scenario.__name__] = scenario
        SHOWN.update(map(name_of, actions))
        return scenario

    return keep


# --- Messages -------------------------------------------------------------------------------


@shows(posting.post_message)
def somebody_writes_calls_and_replies(stage: Stage) -> None:
    for room in stage.rooms:
        hello = stage.said(room, "hello")
        say(room, stage.alice, "@bob and @all, **look**", reply_to=hello)
        say(room, stage.bob, "@alice where?")


@shows(posting.post_messages)
def several_write_at_once(stage: Stage) -> None:
    sends = [
        posting.Send(room.pk, person.pk, uuid4(), f"line {number}")
        for number in range(5)
        for room in (stage.lobby, stage.den)
        for person in (stage.alice, stage.bob, stage.dave)
    ]
    again, outsider = sends[0], replace(sends[1], user_id=stage.charlie.pk)
    posting.post_messages([preparing.prepare(one) for one in (*sends, again, outsider)])


@shows(edits.edit_message)
def an_original_is_edited_and_its_quotes_follow(stage: Stage) -> None:
    for room in stage.rooms:
        edits.edit_message(act(stage.alice, stage.said(room, "hello")), "hello @bob, *again*")


@shows(edits.edit_message)
def a_reply_is_edited_that_quotes_what_latecomers_do_not_see(stage: Stage) -> None:
    for room in stage.rooms:
        edits.edit_message(act(stage.bob, stage.said(room, "reply")), "a better reply")


@shows(edits.edit_message)
def a_call_is_edited_away(stage: Stage) -> None:
    for room in stage.rooms:
        edits.edit_message(act(stage.alice, stage.said(room, "@bob come here")), "never mind")


@shows(edits.delete_message)
def an_original_is_deleted_and_its_quotes_follow(stage: Stage) -> None:
    for room in stage.rooms:
        edits.delete_message(act(stage.alice, stage.said(room, "hello")))


@shows(edits.delete_message)
def a_moderator_deletes_a_reply(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        edits.delete_message(act(stage.erin, stage.said(room, "reply")))


@shows(edits.delete_message)
def what_is_unread_and_calls_somebody_is_deleted(stage: Stage) -> None:
    for room in stage.rooms:
        edits.delete_message(act(stage.alice, stage.said(room, "@bob come here")))


@shows(reactions.react)
def emoji_are_put_under_old_and_new_messages(stage: Stage) -> None:
    for room in stage.rooms:
        for body in ("hello", "reply"):
            reactions.react(act(stage.alice, stage.said(room, body)), "👍")
            reactions.react(act(stage.bob, stage.said(room, body)), "🎉")
            reactions.react(act(stage.bob, stage.said(room, body)), "🎉")


@shows(reactions.unreact)
def emoji_are_taken_away(stage: Stage) -> None:
    for room in stage.rooms:
        reactions.unreact(act(stage.bob, stage.said(room, "hello")), "👍")
        reactions.unreact(act(stage.bob, stage.said(room, "hello")), "👍")


@shows(pins.pin)
def messages_are_pinned(stage: Stage) -> None:
    for room in stage.rooms:
        pins.pin(act(stage.alice, stage.said(room, "mine")))
        pins.pin(act(stage.alice, stage.said(room, "reply")))


@shows(pins.unpin)
def a_pin_is_taken_away(stage: Stage) -> None:
    for room in stage.rooms:
        pins.unpin(act(stage.alice, stage.said(room, "hello")))


# --- Reading --------------------------------------------------------------------------------


@shows(reading.mark_read)
def everything_is_read_on_another_device(stage: Stage) -> None:
    for room in stage.rooms:
        reading.mark_read(stage.bob.pk, room.pk, 1_000)
    say(stage.lobby, stage.alice, "and one more, @bob")


@shows(reading.mark_unread)
def something_is_marked_as_unread(stage: Stage) -> None:
    for room in stage.rooms:
        reading.mark_read(stage.bob.pk, room.pk, 1_000)
        reading.mark_unread(stage.bob.pk, room.pk, stage.said(room, "hello").seq)
    reading.mark_read(stage.dave.pk, stage.den.pk, 1_000)
    reading.mark_unread(stage.dave.pk, stage.den.pk, stage.said(stage.den, "late").seq)


# --- Rooms ----------------------------------------------------------------------------------


@shows(rooms.create_room)
def rooms_are_made(stage: Stage) -> None:
    rooms.create_room(stage.bob, "Garden")
    den = rooms.create_room(stage.bob, "Cellar", kind=Room.Kind.PRIVATE)
    say(den, stage.bob, "hello?")


@shows(direct.open_direct)
def a_direct_conversation_is_opened(stage: Stage) -> None:
    room = direct.open_direct(stage.alice, [stage.charlie, stage.dave])
    say(room, stage.alice, "hello you two")
    direct.open_direct(stage.alice, [stage.bob])


@shows(rooms.rename_room)
def rooms_are_renamed(stage: Stage) -> None:
    rooms.rename_room(stage.erin, stage.lobby, "Entrance")
    rooms.rename_room(stage.alice, stage.den, "Attic")


@shows(rooms.describe_room)
def rooms_are_described(stage: Stage) -> None:
    rooms.describe_room(stage.erin, stage.lobby, "For all of us")
    rooms.describe_room(stage.alice, stage.den, "For a few")


@shows(rooms.relabel_room)
def an_administrator_renames_a_room(stage: Stage) -> None:
    rooms.relabel_room(stage.charlie, stage.den, "Cave", "Renamed by the desk")


@shows(rooms.make_private)
def a_public_room_is_made_private(stage: Stage) -> None:
    rooms.make_private(stage.alice, stage.lobby)
    say(stage.lobby, stage.alice, "among ourselves")


@shows(rooms.make_public)
def a_private_room_is_made_public(stage: Stage) -> None:
    rooms.make_public(stage.alice, stage.den)
    say(stage.den, stage.alice, "hello world")


@shows(rooms.make_public, rooms.make_private)
def a_room_is_made_private_and_public_again(stage: Stage) -> None:
    rooms.make_private(stage.alice, stage.lobby)
    say(stage.lobby, stage.alice, "among ourselves")
    rooms.make_public(stage.alice, stage.lobby)
    say(stage.lobby, stage.alice, "hello again")


@shows(rooms.set_history)
def what_newcomers_see_is_changed(stage: Stage) -> None:
    rooms.set_history(stage.alice, stage.den, Room.History.ALL)
    memberships.add_people(stage.alice, stage.den, [stage.charlie])


@shows(rooms.archive_room)
def rooms_are_archived(stage: Stage) -> None:
    rooms.archive_room(stage.alice, stage.lobby)
    rooms.archive_room(stage.alice, stage.den)


@shows(rooms.reopen_room)
def a_room_is_archived_and_reopened(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        rooms.archive_room(stage.alice, room)
        rooms.reopen_room(stage.alice, room)
        say(room, stage.alice, "it goes on")


@shows(rooms.create_room)
def a_private_rooms_old_address_goes_to_a_new_room(stage: Stage) -> None:
    rooms.make_private(stage.alice, stage.lobby)
    rooms.create_room(stage.charlie, "Lobby")


# --- Members --------------------------------------------------------------------------------


@shows(memberships.join_room)
def a_guest_joins(stage: Stage) -> None:
    memberships.join_room(stage.charlie, stage.lobby)
    say(stage.lobby, stage.alice, "welcome @charlie")


@shows(memberships.join_people)
def a_command_lets_people_join(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        memberships.join_people(room.pk, [stage.charlie.pk, stage.bob.pk])


@shows(memberships.add_people)
def people_are_added(stage: Stage) -> None:
    memberships.add_people(stage.erin, stage.den, [stage.charlie])
    memberships.add_people(stage.bob, stage.lobby, [stage.charlie])
    say(stage.den, stage.alice, "@charlie look who is here")


@shows(memberships.leave_room)
def a_member_leaves(stage: Stage) -> None:
    memberships.leave_room(stage.bob, stage.den)
    memberships.leave_room(stage.dave, stage.lobby)
    for room in (stage.lobby, stage.den):
        say(room, stage.alice, "gone")


@shows(memberships.leave_room)
def the_owner_leaves(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        memberships.leave_room(stage.alice, room)
        say(room, stage.bob, "without her")


@shows(memberships.leave_room)
def a_guest_joins_and_leaves_again(stage: Stage) -> None:
    memberships.join_room(stage.charlie, stage.lobby)
    memberships.leave_room(stage.charlie, stage.lobby)
    say(stage.lobby, stage.alice, "gone")


@shows(memberships.remove_member)
def members_are_removed(stage: Stage) -> None:
    memberships.remove_member(stage.erin, stage.den, stage.bob)
    memberships.remove_member(stage.alice, stage.lobby, stage.dave)
    for room in (stage.lobby, stage.den):
        say(room, stage.alice, "gone")


@shows(memberships.remove_member, memberships.add_people)
def a_member_is_removed_and_comes_back(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        memberships.remove_member(stage.alice, room, stage.bob)
        say(room, stage.alice, "gone")
        memberships.add_people(stage.alice, room, [stage.bob])
        say(room, stage.alice, "@bob welcome back")


@shows(memberships.set_role)
def roles_change(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        memberships.set_role(stage.alice, room, stage.bob, Membership.Role.MODERATOR)
        memberships.set_role(stage.alice, room, stage.erin, Membership.Role.MEMBER)


@shows(memberships.transfer_room)
def rooms_are_handed_on(stage: Stage) -> None:
    memberships.transfer_room(stage.alice, stage.lobby, stage.dave)
    memberships.transfer_room(stage.alice, stage.den, stage.bob)


@shows(memberships.leave_room, rooms.make_public)
def somebody_leaves_a_room_that_was_private_once(stage: Stage) -> None:
    rooms.make_public(stage.alice, stage.den)
    memberships.leave_room(stage.bob, stage.den)
    say(stage.den, stage.alice, "for everybody")


# --- Links ----------------------------------------------------------------------------------


def _invitation(stage: Stage, room: Room) -> Invitation:
    return invitations.invite(stage.alice, room, timezone.now() + timedelta(days=1))


@shows(invitations.invite, invitations.revoke, administration.end_invitations)
def links_are_made_and_ended(stage: Stage) -> None:
    invitations.revoke(stage.alice, _invitation(stage, stage.den))
    _invitation(stage, stage.den)
    administration.end_invitations(Invitation.objects.all())


@shows(invitations.accept)
def a_link_is_followed(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        invitations.accept(stage.charlie, _invitation(stage, room))
        invitations.accept(stage.bob, _invitation(stage, room))


@shows(newcomers.sign_up)
def somebody_signs_up(stage: Stage) -> None:
    site = SiteSettings.objects.create()
    site.default_rooms.add(stage.lobby)
    newcomer = newcomers.Newcomer("frank", "correct horse battery staple", "Frank")
    frank = newcomers.sign_up(newcomer, _invitation(stage, stage.den))
    say(stage.den, frank, "@all hello")


# --- People ---------------------------------------------------------------------------------


@shows(accounts.update_profile)
def people_change_how_they_are_seen(stage: Stage) -> None:
    accounts.update_profile(stage.alice, Profile(name="Alicia", hue=7, status_text="away"))
    accounts.update_profile(stage.bob, Profile(name="Robert", status_emoji="🎉"))
    say(stage.lobby, stage.alice, "it is me")
    accounts.update_profile(stage.bob, Profile(name="Bobby", status_emoji="🎉"))


@shows(accounts.set_language)
def somebody_reads_in_another_language(stage: Stage) -> None:
    accounts.set_language(stage.bob, "ja")


@shows(accounts.set_password)
def a_new_password_signs_out_everywhere(stage: Stage) -> None:
    accounts.set_password(stage.bob, "another horse battery staple")
    say(stage.den, stage.alice, "unheard by bob")


@shows(accounts.deactivate)
def an_account_is_deactivated(stage: Stage) -> None:
    accounts.deactivate(stage.bob)
    say(stage.den, stage.alice, "@bob are you there?")


@shows(accounts.delete_account)
def accounts_are_deleted(stage: Stage) -> None:
    accounts.delete_account(stage.bob)
    accounts.delete_account(stage.erin)
    say(stage.den, stage.alice, "gone")


@shows(accounts.delete_account)
def the_owner_deletes_their_account(stage: Stage) -> None:
    accounts.delete_account(stage.alice)
    say(stage.den, stage.bob, "without her")


@shows(administration.store_person)
def an_administrator_renames_somebody_and_closes_an_account(stage: Stage) -> None:
    stage.alice.name = "A."
    administration.store_person(stage.alice, ["name"])
    stage.bob.is_active = False
    administration.store_person(stage.bob, ["is_active"])


@shows(administration.rename_person)
def an_administrator_gives_somebody_another_username(stage: Stage) -> None:
    administration.rename_person(stage.bob, "Róbert")
    say(stage.lobby, stage.alice, "hello @róbert")


@shows(sessions.sign_out)
def one_device_is_signed_out(stage: Stage) -> None:
    [key] = bulk.sign_in_people([stage.bob])
    sessions.sign_out(stage.bob, key)
    say(stage.den, stage.alice, "bob is still here")


@shows(sessions.sign_out_everywhere)
def somebody_signs_out_everywhere(stage: Stage) -> None:
    sessions.sign_out_everywhere(stage.bob)
    say(stage.den, stage.alice, "unheard by bob")


# --- Keeping order --------------------------------------------------------------------------


HOUR = timedelta(hours=1)


def _root() -> User:
    return User.objects.create_superuser(username="root")


@shows(takedowns.hide_message)
def originals_and_replies_are_hidden(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        for body in ("hello", "reply", "@bob come here"):
            takedowns.hide_message(stage.alice, stage.said(room, body))


@shows(takedowns.restore_message)
def hidden_messages_come_back_and_their_quotes_with_them(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        for body in ("hello", "reply", "@bob come here"):
            said = stage.said(room, body)
            takedowns.hide_message(stage.alice, said)
            takedowns.restore_message(stage.alice, said)


@shows(takedowns.purge_message)
def messages_are_purged(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        takedowns.purge_message(stage.erin, stage.said(room, "reply"))
        takedowns.purge_message(stage.erin, stage.said(room, "late"))


@shows(retention.purge_old)
def what_is_old_is_purged(stage: Stage) -> None:
    Room.objects.filter(pk=stage.den.pk).update(retention_days=0)
    assert list(retention.purge_old())


@shows(mutes.mute, mutes.mute_in_room)
def somebody_is_muted_in_a_room_and_everywhere(stage: Stage) -> None:
    mutes.mute_in_room(stage.alice, stage.den, stage.bob, HOUR, "loud")
    mutes.mute(_root(), stage.dave, HOUR, "spam")
    with suppress(Refused):
        say(stage.lobby, stage.dave, "unheard")
    say(stage.den, stage.alice, "quiet now")


@shows(mutes.lift_mute, mutes.lift_mutes_in_room)
def mutes_are_lifted(stage: Stage) -> None:
    laid = mutes.mute_in_room(stage.alice, stage.den, stage.bob, HOUR)
    mutes.lift_mute(stage.alice, laid)
    mutes.mute_in_room(stage.alice, stage.den, stage.dave, HOUR)
    mutes.lift_mutes_in_room(stage.alice, stage.den, stage.dave)
    say(stage.den, stage.bob, "here again")


@shows(bans.ban)
def somebody_is_banned_and_what_they_said_is_taken_down(stage: Stage) -> None:
    root = _root()
    bans.ban(root, stage.bob, sweep=bans.Sweep(1, takedowns.Takedown.HIDE))
    bans.ban(root, stage.dave, sweep=bans.Sweep(1, takedowns.Takedown.PURGE))
    say(stage.den, stage.alice, "unheard by bob")


@shows(bans.lift_ban)
def a_ban_is_lifted(stage: Stage) -> None:
    root = _root()
    late = say(stage.den, stage.erin, "taken down and back")
    bans.ban(root, stage.erin, sweep=bans.Sweep(1, takedowns.Takedown.HIDE))
    bans.lift_ban(root, stage.erin)
    takedowns.restore_message(root, late)
    memberships.join_room(stage.erin, stage.lobby)


@shows(bans.close_account)
def a_moderator_closes_an_account(stage: Stage) -> None:
    bans.close_account(_root(), stage.bob)
    say(stage.den, stage.alice, "unheard by bob")


@shows(rooms.lock_room, rooms.slow_room)
def rooms_are_locked_and_slowed(stage: Stage) -> None:
    for room in (stage.lobby, stage.den):
        rooms.slow_room(stage.erin, room, 30)
        rooms.lock_room(stage.erin, room)
        say(room, stage.alice, "quiet")


@shows(rooms.unlock_room)
def a_room_is_unlocked(stage: Stage) -> None:
    rooms.lock_room(stage.erin, stage.lobby)
    rooms.unlock_room(stage.erin, stage.lobby)
    say(stage.lobby, stage.dave, "at last")


@shows(held_messages.post_held)
def a_held_message_is_posted(stage: Stage) -> None:
    root = _root()
    rulebook.store_filter(root, Filter(pattern="casino", action="hold", is_on=True))
    with suppress(Refused):
        say(stage.lobby, stage.bob, "the @alice casino")
    held_messages.post_held(root, HeldMessage.objects.get())


# --- Logs -----------------------------------------------------------------------------------


@shows(importing.open_room, importing.import_lines, bulk.add_people)
def a_log_is_imported_beside_a_conversation(stage: Stage) -> None:
    lines = [
        importing.Said("zoe", uuid4(), Kind.JOINED, "", None),
        importing.Said("zoe", uuid4(), Kind.TEXT, "yan: hello", None),
        importing.Said("yan", uuid4(), Kind.ACTION, "waves", None),
        importing.Said("zoe", uuid4(), Kind.NICK_CHANGED, "zelda", None),
        importing.Said("zelda", uuid4(), Kind.LEFT, "", None),
    ]
    importing.import_lines(importing.open_room("garden").pk, lines)
    importing.import_lines(stage.lobby.pk, lines)
    importing.import_lines(stage.den.pk, lines)
    bulk.add_people({"xavier": "Xavier"})
