"""What a mute takes away, for every action: a new one has to be put into one of the tables.

Taken is all that puts words or lines before others, or decides about them. Left are reading,
coming and going, blocking, reporting, taking back what is one's own, and one's account. What is
done for the place is taken by a mute that holds everywhere only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import transaction

from chat.actions.messages import bookmarks, edits, pins, posting, preparing, reactions, reading
from chat.actions.moderation import (
    bans,
    held_messages,
    mutes,
    reports,
    resolving,
    sanctions,
    takedowns,
)
from chat.actions.people import accounts, blocks, bulk, sessions
from chat.actions.people.accounts import Profile
from chat.actions.refusal import Refused
from chat.actions.rooms import direct, invitations, memberships, removals, rooms
from chat.models import (
    Bookmark,
    Case,
    HeldMessage,
    Invitation,
    Membership,
    Message,
    Room,
    Sanction,
    User,
)
from tests.acting import act, say
from tests.actions.cast import HOUR
from tests.convergence.actions import NOT_VERBS
from tests.convergence.scenarios import SHOWN
from tests.convergence.stage import Stage, set_stage

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Scene:
    """What alice, who owns all of it, has done before she was muted."""

    stage: Stage
    root: User
    attic: Room
    link: Invitation
    hidden: Message
    mute: Sanction

    @property
    def alice(self) -> User:
        return self.stage.alice

    @property
    def lobby(self) -> Room:
        return self.stage.lobby

    @property
    def own(self) -> Message:
        return self.stage.said(self.lobby, "hello")

    @property
    def reply(self) -> Message:
        return self.stage.said(self.lobby, "reply")


@pytest.fixture
def scene(db) -> Scene:
    stage = set_stage()
    alice, lobby = stage.alice, stage.lobby
    attic = rooms.create_room(alice, "Attic")
    rooms.archive_room(alice, attic)
    rooms.lock_room(alice, stage.den)
    hidden = say(lobby, stage.bob, "hidden")
    takedowns.hide_message(alice, hidden)
    reactions.react(act(alice, stage.said(lobby, "reply")), "👍")
    memberships.remove_member(alice, stage.den, stage.dave)
    mute = mutes.mute_in_room(alice, lobby, stage.bob, HOUR)
    link = invitations.invite(alice, lobby, None)
    root = User.objects.create_superuser(username="root")
    memberships.join_people(stage.den.pk, [root.pk])
    return Scene(stage, root, attic, link, hidden, mute)


def mute_everywhere(scene: Scene) -> None:
    mutes.mute(scene.root, scene.alice, HOUR)


def mute_in_rooms(scene: Scene) -> None:
    for room in (scene.lobby, scene.stage.den, scene.attic):
        mutes.mute_in_room(scene.root, room, scene.alice, HOUR)


Verb = Callable[[Scene], object]


def _send(scene: Scene) -> preparing.Send:
    return preparing.Send(scene.lobby.pk, scene.alice.pk, uuid4(), "hello?")


def _posted_with_others(scene: Scene) -> None:
    [outcome] = posting.post_messages([preparing.prepare(_send(scene))])
    if isinstance(outcome, Refused):
        raise outcome


TAKEN_IN_ROOMS: dict[str, Verb] = {
    "posting.post_message": lambda s: posting.post_message(_send(s)),
    "posting.post_messages": _posted_with_others,
    "edits.edit_message": lambda s: edits.edit_message(act(s.alice, s.own), "bye"),
    "reactions.react": lambda s: reactions.react(act(s.alice, s.own), "🎉"),
    "pins.pin": lambda s: pins.pin(act(s.alice, s.reply)),
    "pins.unpin": lambda s: pins.unpin(act(s.alice, s.own)),
    "rooms.rename_room": lambda s: rooms.rename_room(s.alice, s.lobby, "Mine"),
    "rooms.describe_room": lambda s: rooms.describe_room(s.alice, s.lobby, "Mine"),
    "rooms.make_private": lambda s: rooms.make_private(s.alice, s.lobby),
    "rooms.make_public": lambda s: rooms.make_public(s.alice, s.stage.den),
    "rooms.set_history": lambda s: rooms.set_history(s.alice, s.lobby, "since_joining"),
    "rooms.archive_room": lambda s: rooms.archive_room(s.alice, s.lobby),
    "rooms.reopen_room": lambda s: rooms.reopen_room(s.alice, s.attic),
    "rooms.lock_room": lambda s: rooms.lock_room(s.alice, s.lobby),
    "rooms.unlock_room": lambda s: rooms.unlock_room(s.alice, s.stage.den),
    "rooms.slow_room": lambda s: rooms.slow_room(s.alice, s.lobby, 30),
    "memberships.add_people": lambda s: memberships.add_people(s.alice, s.lobby, [s.stage.charlie]),
    "memberships.remove_member": lambda s: memberships.remove_member(s.alice, s.lobby, s.stage.bob),
    "memberships.set_role": lambda s: memberships.set_role(
        s.alice, s.lobby, s.stage.bob, Membership.Role.MODERATOR
    ),
    "memberships.transfer_room": lambda s: memberships.transfer_room(s.alice, s.lobby, s.stage.bob),
    "removals.readmit": lambda s: removals.readmit(s.alice, s.stage.den, s.stage.dave),
    "invitations.invite": lambda s: invitations.invite(s.alice, s.lobby, None),
    "takedowns.hide_message": lambda s: takedowns.hide_message(s.alice, s.reply),
    "takedowns.restore_message": lambda s: takedowns.restore_message(s.alice, s.hidden),
    "takedowns.purge_message": lambda s: takedowns.purge_message(s.alice, s.reply),
    "mutes.mute_in_room": lambda s: mutes.mute_in_room(s.alice, s.lobby, s.stage.bob, HOUR),
    "mutes.lift_mute": lambda s: mutes.lift_mute(s.alice, s.mute),
    "mutes.lift_mutes_in_room": lambda s: mutes.lift_mutes_in_room(s.alice, s.lobby, s.stage.bob),
}
TAKEN_EVERYWHERE: dict[str, Verb] = TAKEN_IN_ROOMS | {
    "rooms.create_room": lambda s: rooms.create_room(s.alice, "Mine"),
    "direct.open_direct": lambda s: direct.open_direct(s.alice, [s.stage.charlie]),
    "accounts.update_profile": lambda s: accounts.update_profile(
        s.alice, Profile(name=s.alice.name, status_text="buy this")
    ),
}
LEFT: dict[str, Verb] = {
    "edits.delete_message": lambda s: edits.delete_message(act(s.alice, s.own)),
    "reactions.unreact": lambda s: reactions.unreact(act(s.alice, s.reply), "👍"),
    "invitations.revoke": lambda s: invitations.revoke(s.alice, s.link),
    "invitations.accept": lambda s: invitations.accept(s.alice, _link_of_bob(s)),
    "memberships.join_room": lambda s: memberships.join_room(s.alice, _room_of_bob(s)),
    "memberships.leave_room": lambda s: memberships.leave_room(s.alice, s.lobby),
    "reading.mark_read": lambda s: reading.mark_read(s.alice.pk, s.lobby.pk, 99),
    "reading.mark_unread": lambda s: reading.mark_unread(s.alice.pk, s.lobby.pk, 1),
    "reports.report_message": lambda s: reports.report_message(
        s.alice, s.lobby, s.reply.seq, "spam"
    ),
    "blocks.block": lambda s: blocks.block(s.alice, s.stage.bob),
    "blocks.unblock": lambda s: blocks.unblock(s.alice, s.stage.bob),
    "bookmarks.bookmark": lambda s: bookmarks.bookmark(act(s.alice, s.reply)),
    "bookmarks.unbookmark": lambda s: bookmarks.unbookmark(act(s.alice, s.reply)),
    "bookmarks.change_bookmark": lambda s: bookmarks.change_bookmark(
        s.alice, _bookmark_of_alice(s), "read again", None
    ),
    "bookmarks.remove_bookmark": lambda s: bookmarks.remove_bookmark(
        s.alice, _bookmark_of_alice(s)
    ),
    "sanctions.acknowledge": lambda s: sanctions.acknowledge(s.alice, 1),
    "accounts.set_language": lambda s: accounts.set_language(s.alice, "ja"),
    "accounts.set_password": lambda s: accounts.set_password(s.alice, "another horse battery"),
    "accounts.deactivate": lambda s: accounts.deactivate(s.alice),
    "accounts.delete_account": lambda s: accounts.delete_account(s.alice),
    "sessions.sign_out": lambda s: sessions.sign_out(s.alice, bulk.sign_in_people([s.alice])[0]),
    "sessions.sign_out_everywhere": lambda s: sessions.sign_out_everywhere(s.alice),
    "sessions.note_visit": lambda s: sessions.note_visit(s.alice, "key", "192.0.2.1", "x"),
}
OF_OTHERS = {
    "moderators of the place, and the desk": {
        "administration.end_invitations",
        "administration.rename_person",
        "administration.store_changes",
        "administration.store_new",
        "administration.store_person",
        "administration.store_site",
        "administration.update_site",
        "bans.ban",
        "bans.close_account",
        "bans.lift_ban",
        "audit.record_look",
        "audit.may_look_around",
        "audit.record_look_at_held",
        "maintenance.announce",
        "maintenance.switch",
        "mutes.mute",
        "reports.claim",
        "reports.close",
        "reports.close_swept",
        "reports.release",
        "resolving.dismiss",
        "resolving.reopen",
        "resolving.take",
        "retention.set_retention",
        "held_messages.post_held",
        "held_messages.reject_held",
        "rooms.relabel_room",
        "rulebook.delete_filters",
        "rulebook.store_filter",
        "rulebook.store_rules",
        "sanctions.warn",
    },
    "commands": {
        "importing.import_lines",
        "importing.open_room",
        "maintenance.begin_migration",
        "maintenance.end_migration",
        "maintenance.guard",
        "maintenance.writes_allowed",
        "maintenance.settle",
        "memberships.join_people",
        "newcomers.make_administrator",
        "newcomers.make_set_up_link",
        "bulk.add_people",
        "bulk.fold_unfolded",
        "bulk.people_of_log",
        "bulk.sign_in_people",
        "bulk.sign_out_sessions",
        "restoring.begin_anew",
        "restoring.rotate_epoch",
        "retention.purge_old",
        "sessions.end_all",
    },
    "those who have no account yet": {"newcomers.set_up", "newcomers.sign_up"},
    "the ways into one's own account": {"accounts.take_address", "sessions.spend_code"},
}


def _bookmark_of_alice(scene: Scene) -> int:
    bookmarks.bookmark(act(scene.alice, scene.own))
    return Bookmark.objects.get(user=scene.alice).pk


def _room_of_bob(scene: Scene) -> Room:
    return rooms.create_room(scene.stage.bob, "Bob's")


def _link_of_bob(scene: Scene) -> Invitation:
    return invitations.invite(scene.stage.bob, _room_of_bob(scene), None)


def test_every_action_is_in_one_of_the_tables():
    verbs = SHOWN | set(NOT_VERBS["they concern nobody who is watching"])
    others = set().union(*OF_OTHERS.values())
    tables = [*TAKEN_EVERYWHERE, *LEFT, *others]
    assert set(tables) == verbs
    assert len(tables) == len(verbs)


def outcomes(scene: Scene, table: dict[str, Verb]) -> dict[str, str]:
    """Return what became of each of these; all of it is undone again."""
    return {name: _outcome(scene, verb) for name, verb in table.items()}


def _outcome(scene: Scene, verb: Verb) -> str:
    scene.alice.refresh_from_db()
    with transaction.atomic():
        try:
            verb(scene)
        except Refused as refusal:
            return refusal.code
        finally:
            transaction.set_rollback(True)
    return "done"


def test_without_a_mute_an_owner_does_all_of_it(scene):
    told = outcomes(scene, TAKEN_EVERYWHERE)
    assert told == dict.fromkeys(TAKEN_EVERYWHERE, "done")


def test_a_mute_everywhere_takes_it_away(scene):
    mute_everywhere(scene)
    told = outcomes(scene, TAKEN_EVERYWHERE)
    assert told == dict.fromkeys(TAKEN_EVERYWHERE, "muted")


def test_a_mute_in_a_room_takes_it_away_there_and_nowhere_else(scene):
    mute_in_rooms(scene)
    told = outcomes(scene, TAKEN_EVERYWHERE)
    elsewhere = TAKEN_EVERYWHERE.keys() - TAKEN_IN_ROOMS
    expected = dict.fromkeys(TAKEN_IN_ROOMS, "muted") | dict.fromkeys(elsewhere, "done")
    assert told == expected


@pytest.mark.parametrize("mute", [mute_everywhere, mute_in_rooms])
def test_a_mute_leaves_the_rest(scene, mute):
    mute(scene)
    assert outcomes(scene, LEFT) == dict.fromkeys(LEFT, "done")


# --- Neighbours -----------------------------------------------------------------------------


def test_a_muted_moderator_deletes_only_their_own_words(scene):
    mute_in_rooms(scene)
    with pytest.raises(Refused, match="muted"):
        edits.delete_message(act(scene.alice, scene.reply))


def test_somebody_muted_finds_a_conversation_that_is_there(scene):
    mute_everywhere(scene)
    assert direct.open_direct(scene.alice, [scene.stage.bob]) == scene.stage.pair


@pytest.mark.parametrize(
    "profile", [Profile(name="Shop"), Profile(name="Alice", status_emoji="🎉")]
)
def test_somebody_muted_says_nothing_new_of_themselves(scene, profile):
    mute_everywhere(scene)
    with pytest.raises(Refused, match="muted"):
        accounts.update_profile(scene.alice, profile)
    scene.alice.refresh_from_db()
    assert (scene.alice.name, scene.alice.status_emoji) == ("Alice", "")


def test_somebody_muted_takes_words_about_themselves_away_and_reads_as_they_like(scene):
    accounts.update_profile(scene.alice, Profile(name="Alice", status_text="buy this"))
    mute_everywhere(scene)
    accounts.update_profile(scene.alice, Profile(language="ja", time_zone="Asia/Tokyo", hue=3))
    scene.alice.refresh_from_db()
    assert (scene.alice.name, scene.alice.status_text, scene.alice.language) == ("", "", "ja")


def test_after_the_mute_all_is_as_before(scene):
    mute_everywhere(scene)
    User.objects.filter(pk=scene.alice.pk).update(muted_until=None)
    rooms.rename_room(scene.alice, scene.lobby, "Entrance")


def test_a_room_goes_to_somebody_muted_only_where_all_are(scene):
    stage = scene.stage
    mutes.mute_in_room(scene.root, scene.lobby, stage.erin, HOUR)
    memberships.leave_room(scene.alice, scene.lobby)
    owner = Membership.objects.get(room=scene.lobby, role="owner")
    assert owner.user == stage.dave


# --- Moderating the place -------------------------------------------------------------------


@dataclass(frozen=True)
class Post:
    """What a moderator of the place, who sits in one of its rooms, has before her."""

    scene: Scene
    mona: User
    held: HeldMessage
    case: Case

    @property
    def lobby(self) -> Room:
        return self.scene.lobby

    @property
    def bob(self) -> User:
        return self.scene.stage.bob


@pytest.fixture
def post(scene, mona) -> Post:
    memberships.join_people(scene.lobby.pk, [mona.pk])
    held = HeldMessage.objects.create(
        room=scene.lobby, author=scene.stage.bob, nonce=uuid4(), body="casino"
    )
    reports.report_message(scene.alice, scene.lobby, scene.reply.seq, "spam")
    return Post(scene, mona, held, Case.objects.get())


KEPT_FOR_THE_PLACE: dict[str, Callable[[Post], object]] = {
    "lock": lambda p: rooms.lock_room(p.mona, p.lobby),
    "unlock": lambda p: rooms.unlock_room(p.mona, p.scene.stage.den),
    "slow": lambda p: rooms.slow_room(p.mona, p.lobby, 30),
    "archive": lambda p: rooms.archive_room(p.mona, p.lobby),
    "reopen": lambda p: rooms.reopen_room(p.mona, p.scene.attic),
    "readmit": lambda p: removals.readmit(p.mona, p.scene.stage.den, p.scene.stage.dave),
    "hide": lambda p: takedowns.hide_message(p.mona, p.scene.reply),
    "restore": lambda p: takedowns.restore_message(p.mona, p.scene.hidden),
    "purge": lambda p: takedowns.purge_message(p.mona, p.scene.reply),
    "delete": lambda p: edits.delete_message(act(p.mona, p.scene.reply)),
    "mute": lambda p: mutes.mute(p.mona, p.bob, HOUR),
    "mute in a room": lambda p: mutes.mute_in_room(p.mona, p.lobby, p.scene.stage.dave, HOUR),
    "lift a mute": lambda p: mutes.lift_mute(p.mona, p.scene.mute),
    "warn": lambda p: sanctions.warn(p.mona, p.bob, "stop"),
    "ban": lambda p: bans.ban(p.mona, p.bob),
    "close": lambda p: bans.close_account(p.mona, p.bob),
    "post what is held": lambda p: held_messages.post_held(p.mona, p.held),
    "reject what is held": lambda p: held_messages.reject_held(p.mona, p.held),
    "take a case": lambda p: resolving.take(p.mona, p.case),
    "dismiss a case": lambda p: resolving.dismiss(p.mona, p.case, resolving.Decision()),
}


def kept(post: Post) -> dict[str, str]:
    """Return what became of each act for the place; all of it is undone again."""
    return {name: _kept(post, keep) for name, keep in KEPT_FOR_THE_PLACE.items()}


def _kept(post: Post, keep: Callable[[Post], object]) -> str:
    with transaction.atomic():
        try:
            keep(post)
        except Refused as refusal:
            return refusal.code
        finally:
            transaction.set_rollback(True)
    return "done"


def test_a_moderator_of_the_place_moderates_a_room_that_has_muted_her(post):
    mutes.mute_in_room(post.scene.alice, post.lobby, post.mona, HOUR)
    told = kept(post)
    expected = dict.fromkeys(KEPT_FOR_THE_PLACE, "done")
    assert told == expected | {"delete": "forbidden"}
    with pytest.raises(Refused, match="muted"):
        say(post.lobby, post.mona, "hello")


def test_a_mute_everywhere_takes_keeping_order_from_a_moderator_of_the_place(post):
    mutes.mute(post.scene.root, post.mona, HOUR)
    told = kept(post)
    assert told == dict.fromkeys(KEPT_FOR_THE_PLACE, "muted") | {"delete": "forbidden"}
