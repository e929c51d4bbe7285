"""Every public function of the actions: the verbs, which need a scenario, and what is none."""

import inspect
import pkgutil
from importlib import import_module

from chat import actions

NOT_VERBS = {
    "they find or check something, under the lock or before it": {
        "acting.hold_person",
        "acting.member",
        "acting.not_a_member",
        "acting.target_of",
        "authority.authority_of",
        "bookmarks.check",
        "authority.locked_room_with_right",
        "authority.locked_room_of_message",
        "authority.moderates_place",
        "authority.require_authority",
        "authority.require_over",
        "authority.require_over_member",
        "authority.require_over_message",
        "blocks.check_reachable",
        "bans.rooms_of",
        "addresses.public_slug",
        "addresses.secret_slug",
        "locked_room.locked_room",
        "locked_room.locked_room_for_desk",
        "mentions.callable_people",
        "mentions.may_call_all",
        "drafting.drafted",
        "drafting.drafted_for",
        "drafting.held_back",
        "drafting.may_quote",
        "bulk.cookie",
        "newcomers.opens_set_up",
        "bulk.nick_of",
        "bulk.possible_people_of_log",
        "bulk.username_of",
        "preparing.is_quick",
        "preparing.prepare",
        "preparing.prepared_text",
        "preparing.rendered_text",
        "preparing.text_of",
        "pipeline.known_under",
        "pipeline.members_of",
        "reactions.fit_emoji",
        "refusal.refusal_of",
        "removals.check_not_removed",
        "reports.claimant_of",
        "resolving.state_of_case",
        "resolving.state_of_person",
        "rulebook.book",
        "rulebook.current",
        "rulebook.cached",
        "rulebook.try_filter",
        "screening.check_edit",
        "screening.check_voice",
        "screening.screening",
        "membership_rows.members_among",
        "sanctions.check_reason",
        "text.check_body",
        "text.check_encodable",
        "voice.check_unmuted",
        "text.fit_line",
        "text.fit_name",
    },
    "they are parts of verbs, and called by nobody else": {
        "acting.once",
        "acting.once_in_private",
        "audit.record",
        "audit.record_all",
        "edits.store_edit",
        "reports.forget_evidence",
        "reports.forget_decided_evidence",
        "reports.keep_evidence",
        "bans.ban_under_lock",
        "bans.sweep_older",
        "memberships.pass_on_ownership",
        "takedowns.purge_rows",
        "takedowns.take_down",
        "removals.record_removal",
        "removals.lift_removals",
        "pipeline.store",
        "reports.flag",
        "sanctions.impose",
        "membership_rows.end_links",
        "membership_rows.add_memberships",
        "membership_rows.end_membership",
    },
    "they do what other verbs do, in one transaction, and show what those show": {
        "mutes.lift_mutes_everywhere",
        "resolving.ban",
        "resolving.ban_person",
        "resolving.close_person",
        "resolving.hide",
        "resolving.mute",
        "resolving.mute_person",
        "resolving.purge",
        "resolving.restore",
        "resolving.unban_person",
        "resolving.unmute_person",
        "resolving.warn",
        "resolving.warn_person",
    },
    "they concern nobody who is watching": {
        "audit.record_look": "the desk",
        "audit.may_look_around": "the desk",
        "audit.record_look_at_held": "the desk",
        "resolving.dismiss": "the desk",
        "resolving.reopen": "the desk",
        "resolving.take": "the desk",
        "blocks.block": "the browser of whoever blocks",
        "bookmarks.bookmark": "one's own pages; see tests/live/test_bookmarks.py",
        "bookmarks.change_bookmark": "one's own list",
        "bookmarks.remove_bookmark": "one's own pages",
        "bookmarks.unbookmark": "one's own pages; see tests/live/test_bookmarks.py",
        "blocks.unblock": "the browser of whoever blocked",
        "removals.readmit": "whoever may join again, and has not yet",
        "retention.set_retention": "what the command purges",
        "reports.claim": "the desk",
        "reports.close": "the desk",
        "reports.close_swept": "the desk",
        "reports.release": "the desk",
        "reports.report_message": "the desk",
        "held_messages.reject_held": "the desk",
        "rulebook.delete_filters": "what is written from then on",
        "rulebook.store_filter": "what is written from then on",
        "rulebook.store_rules": "what is written from then on",
        "sanctions.acknowledge": "the next page of whoever was warned",
        "sanctions.warn": "the next page of whoever was warned",
        "administration.store_new": "a row that was not there before",
        "administration.store_changes": "rows of the admin that no socket tells of",
        "administration.update_site": "the site's name and what holds for newcomers",
        "accounts.take_address": "the addresses of one's own account",
        "newcomers.make_administrator": "nobody has seen them yet",
        "newcomers.make_set_up_link": "nobody is here yet",
        "newcomers.set_up": "nobody is here yet",
        "sessions.spend_code": "one's own way in",
        "bulk.fold_unfolded": "what people are found by, not how they are seen",
        "bulk.people_of_log": "accounts that nobody has seen yet",
        "bulk.sign_in_people": "sessions that nobody uses yet",
        "bulk.sign_out_sessions": "sessions of a command, which closes its own sockets",
        "maintenance.announce": "the line that says so; see tests/live/test_maintenance.py",
        "maintenance.begin_migration": "nobody",
        "maintenance.end_migration": "nobody",
        "maintenance.guard": "nobody",
        "maintenance.writes_allowed": "nobody",
        "maintenance.settle": "nobody",
        "maintenance.switch": "the line that says so; see tests/live/test_maintenance.py",
        "administration.store_site": "the site's name and what holds for newcomers",
        "restoring.begin_anew": "done while nothing serves",
        "restoring.rotate_epoch": "done while nothing serves; see tests/live/test_consumers.py",
        "sessions.end_all": "done while nothing serves",
        "sessions.note_visit": "the list of one's own devices",
    },
}


def public_actions() -> set[str]:
    """Return all functions that the modules of the actions offer, as `module.name`."""
    return {
        name_of(function)
        for module in pkgutil.walk_packages(actions.__path__, "chat.actions.")
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.name
    }


def no_verbs() -> set[str]:
    """Return the names of those that need no scenario."""
    return {name for names in NOT_VERBS.values() for name in names}


def name_of(action: object) -> str:
    """Return an action's name as `public_actions` has it."""
    assert inspect.isfunction(action)
    return f"{action.__module__.rpartition('.')[2]}.{action.__name__}"
