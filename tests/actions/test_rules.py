"""The rule book on the way in: mutes, locked and slow rooms, newcomers, filters, and its cost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.access.rules import Book, Pattern
from chat.actions.messages import mentions
from chat.actions.messages.edits import delete_message, edit_message, store_edit
from chat.actions.messages.importing import Outcome, Said, import_lines
from chat.actions.messages.posting import Send, post_message, post_messages
from chat.actions.messages.preparing import prepare, prepared_text
from chat.actions.messages.reactions import react
from chat.actions.moderation import rulebook
from chat.actions.moderation.held_messages import post_held, reject_held
from chat.actions.moderation.mutes import lift_mute, mute, mute_in_room
from chat.actions.moderation.rulebook import delete_filters, store_filter, store_rules, try_filter
from chat.actions.refusal import Refused
from chat.actions.rooms.memberships import join_room
from chat.actions.rooms.rooms import lock_room, slow_room, unlock_room
from chat.models import Case, Filter, HeldMessage, Membership, Message, Report, RuleBook, User
from chat.models.moderation import rules as rules_of_models
from chat.text.markdown.rendering import render_with_mentions
from tests.acting import act, say

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser(username="root", password="x")


def filtered(root: User, pattern: str, action: str, kind: str = "word", **more: object) -> Filter:
    one = Filter(kind=kind, pattern=pattern, action=action, is_on=True, **more)
    store_filter(root, one)
    return one


def catches(kind: str, pattern: str, body: str) -> bool:
    book = Book(patterns=(Pattern(1, kind, pattern, "block"),))
    return book.findings(body, render_with_mentions(body, {})).for_all is not None


def refused(room, person, body="hello") -> str:
    with pytest.raises(Refused) as refusal:
        say(room, person, body)
    return refusal.value.code


# --- Mutes ----------------------------------------------------------------------------------


def test_who_is_muted_in_a_room_says_edits_and_reacts_to_nothing_there(lobby, alice, bob):
    mine, hers = say(lobby, bob, "before"), say(lobby, alice)
    mute_in_room(alice, lobby, bob, HOUR, "too loud")
    assert refused(lobby, bob) == "muted"
    with pytest.raises(Refused, match="muted"):
        edit_message(act(bob, mine), "after")
    with pytest.raises(Refused, match="muted"):
        react(act(bob, hers), "👍")


def test_who_is_muted_may_take_back_their_own_words(lobby, alice, bob):
    mine = say(lobby, bob)
    mute_in_room(alice, lobby, bob, HOUR)
    delete_message(act(bob, mine))
    mine.refresh_from_db()
    assert mine.deleted_at


def test_who_is_muted_is_told_after_how_long_to_try_again(lobby, alice, bob):
    mute_in_room(alice, lobby, bob, HOUR)
    with pytest.raises(Refused) as refusal:
        say(lobby, bob)
    assert refusal.value.retry_after == pytest.approx(3_600, abs=5)


def test_a_mute_in_one_room_holds_in_no_other(lobby, alice, bob, make_room):
    mute_in_room(alice, lobby, bob, HOUR)
    garden = make_room(bob)
    assert say(garden, bob).pk


def test_leaving_and_joining_again_does_not_end_a_mute(lobby, alice, bob):
    from_now = mute_in_room(alice, lobby, bob, HOUR).until
    bob.memberships.filter(room=lobby).delete()
    join_room(bob, lobby)
    assert bob.memberships.get(room=lobby).muted_until == from_now
    assert refused(lobby, bob) == "muted"


def test_a_mute_everywhere_holds_in_every_room(root, lobby, bob, make_room):
    garden = make_room(bob)
    mute(root, bob, HOUR)
    assert refused(lobby, bob) == "muted"
    assert refused(garden, bob) == "muted"


def test_a_mute_ends_by_itself(lobby, alice, bob):
    mute_in_room(alice, lobby, bob, HOUR)
    bob.memberships.update(muted_until=timezone.now() - timedelta(seconds=1))
    assert say(lobby, bob).pk


def test_of_two_mutes_the_longer_one_holds_until_it_is_lifted(lobby, alice, bob):
    mute_in_room(alice, lobby, bob, timedelta(minutes=5))
    long = mute_in_room(alice, lobby, bob, HOUR)
    lift_mute(alice, long)
    assert refused(lobby, bob) == "muted"
    assert bob.memberships.get(room=lobby).muted_until < long.until


def test_a_retry_of_what_is_stored_is_a_duplicate_even_for_somebody_muted(lobby, alice, bob):
    sent = Send(lobby.pk, bob.pk, uuid4(), "hello")
    first = post_message(sent)
    mute_in_room(alice, lobby, bob, HOUR)
    again = post_message(sent)
    assert (again.id, again.duplicate) == (first.id, True)


# --- Rooms ----------------------------------------------------------------------------------


def test_in_a_locked_room_only_those_who_keep_order_write(lobby, alice, bob):
    lock_room(alice, lobby)
    assert refused(lobby, bob) == "locked"
    assert say(lobby, alice).pk
    unlock_room(alice, lobby)
    assert say(lobby, bob).pk


def test_in_a_slow_room_a_member_waits_and_the_owner_does_not(lobby, alice, bob):
    slow_room(alice, lobby, 60)
    say(lobby, bob)
    with pytest.raises(Refused, match="slow_mode") as refusal:
        say(lobby, bob)
    assert 0 < (refusal.value.retry_after or 0) <= 60
    assert say(lobby, alice).pk
    assert say(lobby, alice).pk


def test_slow_mode_counts_what_comes_in_one_batch(lobby, alice, bob):
    slow_room(alice, lobby, 60)
    sends = [Send(lobby.pk, bob.pk, uuid4(), f"line {number}") for number in range(3)]
    outcomes = post_messages([prepare(one) for one in (*sends, sends[0])])
    codes = [one.code if isinstance(one, Refused) else "stored" for one in outcomes]
    assert codes == ["stored", "slow_mode", "slow_mode", "stored"]
    again = post_message(sends[0])
    assert again.duplicate


def test_somebody_may_write_again_when_the_slow_time_is_over(lobby, alice, bob):
    slow_room(alice, lobby, 60)
    said = say(lobby, bob)
    Message.objects.filter(pk=said.pk).update(created_at=timezone.now() - timedelta(seconds=61))
    assert say(lobby, bob).pk


def test_a_member_can_neither_lock_nor_slow_a_room(lobby, bob):
    with pytest.raises(Refused, match="forbidden"):
        lock_room(bob, lobby)
    with pytest.raises(Refused, match="forbidden"):
        slow_room(bob, lobby, 5)


# --- New people -----------------------------------------------------------------------------


def test_new_people_post_no_links_where_the_rules_say_so(root, lobby, bob):
    rules = RuleBook(newcomer_days=3, newcomer_may_link=False)
    store_rules(root, rules, ["newcomer_days", "newcomer_may_link"])
    assert refused(lobby, bob, "見て https://spam.example/x") == "new_no_links"
    assert say(lobby, bob, "no link").pk
    User.objects.filter(pk=bob.pk).update(date_joined=timezone.now() - timedelta(days=4))
    assert say(lobby, bob, "https://fine.example").pk


def test_new_people_write_only_so_many_messages_a_minute_in_all_rooms(
    root, lobby, alice, bob, make_room
):
    store_rules(
        root,
        RuleBook(newcomer_days=3, newcomer_per_minute=2),
        ["newcomer_days", "newcomer_per_minute"],
    )
    garden = make_room(alice)
    join_room(bob, garden)
    say(lobby, bob)
    say(garden, bob)
    assert refused(lobby, bob) == "new_too_fast"


def test_the_limits_for_new_people_are_not_for_those_who_keep_order(root, lobby, alice):
    rules = RuleBook(newcomer_days=3, newcomer_may_link=False)
    store_rules(root, rules, ["newcomer_days", "newcomer_may_link"])
    assert say(lobby, alice, "https://rules.example").pk


# --- Filters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "body", "is_caught"),
    [
        ("casino", "Visit the CASINO now", True),
        ("casino", "ｃａｓｉｎｏ", True),
        ("casino", "ca\u200bsino", True),
        ("casino", "casinos", False),
        ("casino*", "casinos", True),
        ("ass", "a class", False),
        ("副業", "簡単な副業で稼ぐ", True),
        ("副業", "副 業", False),
        ("ｶｼﾞﾉ", "オンラインカジノ", True),
        ("(", "a (b", True),
    ],
)
def test_a_word_filter_finds_whole_words_and_any_japanese(pattern, body, is_caught):
    assert catches("word", pattern, body) is is_caught


@pytest.mark.parametrize(
    ("pattern", "body", "is_caught"),
    [
        ("spam.example", "https://spam.example/a", True),
        ("spam.example", "http://WWW.Spam.Example:80", True),
        ("spam.example", "https://user@spam.example", True),
        ("spam.example", "https://notspam.example", False),
        ("spam.example", "spam.example", False),
        ("*.spam.example", "見てhttps://a.spam.example、です", True),
        ("*", "https://anything.example", True),
    ],
)
def test_a_link_filter_finds_the_host_and_what_is_below_it(pattern, body, is_caught):
    assert catches("link", pattern, body) is is_caught


DRESSED = ["cas&#105;no", "cas**i**no", "cas\\ino", "c`a`sino", "[cas](/x)ino", "ca\u2060sino"]
LINKED = [
    "[x](https://spam.example/)",
    "[x](//spam.example/)",
    "[x](https&#58;//spam.example)",
    "[x][1]\n\n[1]: https://spam.example",
    "<https://spam.example>",
    "see ｈｔｔｐｓ://spam.example",
    "https://spam%2Eexample/",
    "https://SPAM.example.:80/",
    "https://good.example@spam.example/",
]


@pytest.mark.parametrize("body", DRESSED)
def test_a_word_is_caught_that_is_read_or_typed(body):
    text = render_with_mentions(body, {}).text
    assert catches("word", "casino", body) or "casino" not in text


@pytest.mark.parametrize("body", ["cas**i**no", "c`a`sino", "ca\u2060sino", "**cas**ino"])
def test_a_word_that_is_dressed_in_marks_is_not_posted(root, lobby, bob, body):
    filtered(root, "casino", "block")
    said = say(lobby, bob, "hello")
    assert refused(lobby, bob, body) == "blocked"
    with pytest.raises(Refused, match="blocked"):
        edit_message(act(bob, said), body)


@pytest.mark.parametrize("body", LINKED)
def test_a_link_is_caught_wherever_it_is_followed(body):
    rendered = render_with_mentions(body, {})
    leads_there = "spam" in " ".join(rendered.links) or "spam" in rendered.text
    assert catches("link", "spam.example", body) or not leads_there


def test_a_link_filter_takes_a_whole_address_and_either_form_of_a_name():
    assert catches("link", "https://spam.example/x", "https://spam.example")
    assert catches("link", "xn--wgv71a119e.jp", "https://日本語.jp/")
    assert catches("link", "日本語.jp", "[a](https://xn--wgv71a119e.jp)")


def test_new_people_hide_no_links_in_marks(root, lobby, bob):
    rules = RuleBook(newcomer_days=3, newcomer_may_link=False)
    store_rules(root, rules, ["newcomer_days", "newcomer_may_link"])
    said = say(lobby, bob, "hello")
    assert refused(lobby, bob, "[x](https://spam.example)") == "new_no_links"
    with pytest.raises(Refused, match="new_no_links"):
        edit_message(act(bob, said), "<https://spam.example>")


def test_a_text_that_was_prepared_before_the_rules_changed_is_judged_by_the_new_ones(
    root, lobby, bob
):
    edit = act(bob, say(lobby, bob))
    posted = prepare(Send(lobby.pk, bob.pk, uuid4(), "the casino"))
    text = prepared_text(lobby.pk, "a casino")
    filtered(root, "casino", "block")
    [outcome] = post_messages([posted])
    assert isinstance(outcome, Refused)
    with pytest.raises(Refused, match="blocked"):
        store_edit(edit, "a casino", text)


def test_trying_a_filter_looks_at_so_much_text_as_takes_a_moment(lobby, bob, monkeypatch):
    for number in range(5):
        say(lobby, bob, f"casino {number}")
    monkeypatch.setattr(rulebook, "TRIED_CHARS", 30)
    trial = try_filter(Filter(kind="word", pattern="casino", action="block"))
    assert 1 <= trial.looked_at < 5


@pytest.mark.parametrize("pattern", [" ", "\u200b", "\u3164"])
def test_a_filter_that_looks_for_nothing_is_refused(db, pattern):
    with pytest.raises(ValidationError):
        Filter(kind="word", pattern=pattern).full_clean()


def test_there_are_so_many_filters_and_no_more(db, monkeypatch):
    monkeypatch.setattr(rules_of_models, "FILTERS_MAX", 1)
    Filter.objects.create(pattern="one")
    with pytest.raises(ValidationError):
        Filter(kind="word", pattern="two").full_clean()


# --- What waits for a moderator ---------------------------------------------------------------


def held_by_filter(root, lobby, person, body, **more) -> HeldMessage:
    filtered(root, "casino", "hold")
    with pytest.raises(Refused, match="held"):
        post_message(Send(lobby.pk, person.pk, uuid4(), body, **more))
    return HeldMessage.objects.get()


def test_a_held_text_that_is_let_through_calls_everybody(root, lobby, bob):
    message = post_held(root, held_by_filter(root, lobby, bob, "@all the casino"))
    assert message.mentions_all


def test_a_held_text_calls_no_more_than_its_author_may(root, lobby, bob, monkeypatch):
    monkeypatch.setattr(mentions, "CALL_ALL_MAX_MEMBERS", 1)
    message = post_held(root, held_by_filter(root, lobby, bob, "@all the casino"))
    assert not message.mentions_all


def test_a_held_text_calls_who_was_here_when_it_was_written(root, lobby, alice, bob):
    present = frozenset({alice.pk, bob.pk})
    held = held_by_filter(root, lobby, bob, "@here the casino", here=present)
    assert post_held(root, held).mentions == [alice.pk]


def test_a_held_text_quotes_only_what_may_be_quoted(root, lobby, alice, bob):
    held = held_by_filter(root, lobby, bob, "the casino")
    joining = Message.objects.get(room=lobby, author=bob, kind="joined")
    HeldMessage.objects.update(reply_to=joining)
    held.refresh_from_db()
    assert post_held(root, held).reply_to is None


def test_a_held_reply_that_is_let_through_quotes_what_it_answers(root, lobby, alice, bob):
    original = say(lobby, alice, "where to?")
    held = held_by_filter(root, lobby, bob, "to the casino", reply_to=original.pk)
    assert post_held(root, held).reply_to == original


def test_a_held_text_of_somebody_who_has_left_is_not_posted(root, lobby, bob):
    held = held_by_filter(root, lobby, bob, "the casino")
    Membership.objects.filter(user=bob).delete()
    with pytest.raises(Refused, match="not_member"):
        post_held(root, held)
    assert HeldMessage.objects.exists()


def test_a_blocked_text_is_neither_posted_nor_made_by_an_edit(root, lobby, bob):
    filtered(root, "casino", "block")
    said = say(lobby, bob, "hello")
    assert refused(lobby, bob, "to the casino") == "blocked"
    with pytest.raises(Refused, match="blocked"):
        edit_message(act(bob, said), "casino")


def test_a_held_text_waits_once_and_comes_under_its_nonce_when_it_is_posted(root, lobby, bob):
    filtered(root, "casino", "hold")
    sent = Send(lobby.pk, bob.pk, uuid4(), "the casino")
    for _ in range(2):
        with pytest.raises(Refused, match="held"):
            post_message(sent)
    message = post_held(root, HeldMessage.objects.get())
    assert (message.nonce, message.author, message.body) == (sent.nonce, bob, "the casino")
    assert not HeldMessage.objects.exists()
    assert post_message(sent).duplicate


def test_a_held_text_that_is_rejected_is_not_posted(root, lobby, bob):
    filtered(root, "casino", "hold")
    assert refused(lobby, bob, "casino") == "held"
    held = HeldMessage.objects.get()
    reject_held(root, held)
    with pytest.raises(Refused, match="not_found"):
        post_held(root, held)
    assert not Message.objects.filter(body="casino").exists()


def test_only_moderators_of_the_place_decide_about_held_texts(root, lobby, alice, bob):
    filtered(root, "casino", "hold")
    assert refused(lobby, bob, "casino") == "held"
    with pytest.raises(Refused, match="forbidden"):
        post_held(alice, HeldMessage.objects.get())


def test_a_flagged_text_is_posted_and_opens_a_case(root, lobby, bob):
    one = filtered(root, "casino", "flag")
    message = say(lobby, bob, "casino")
    assert Case.objects.open().get().message == message
    assert Report.objects.get().filter == one


def test_the_strictest_filter_counts(root, lobby, bob):
    filtered(root, "casino", "flag")
    filtered(root, "casino*", "block")
    assert refused(lobby, bob, "casino") == "blocked"


def test_a_filter_for_new_people_leaves_others_alone(root, lobby, bob):
    store_rules(root, RuleBook(newcomer_days=3), ["newcomer_days"])
    filtered(root, "casino", "block", newcomers_only=True)
    assert refused(lobby, bob, "casino") == "blocked"
    User.objects.filter(pk=bob.pk).update(date_joined=timezone.now() - timedelta(days=4))
    assert say(lobby, bob, "casino").pk


def test_a_filter_that_is_taken_away_or_switched_off_holds_no_more(root, lobby, bob):
    one = filtered(root, "casino", "block")
    assert refused(lobby, bob, "casino") == "blocked"
    one.is_on = False
    store_filter(root, one)
    assert say(lobby, bob, "casino").pk
    one.is_on = True
    store_filter(root, one)
    delete_filters(root, [one])
    assert say(lobby, bob, "casino").pk


def test_a_log_is_imported_without_what_the_filters_stop(root, lobby):
    filtered(root, "casino", "block")
    lines = [Said("zoe", uuid4(), Message.Kind.TEXT, body, None) for body in ("hi", "casino")]
    assert import_lines(lobby.pk, lines) == [Outcome.STORED, Outcome.FILTERED]
    assert not Message.objects.filter(body="casino").exists()


def test_a_filter_can_be_tried_against_history_before_it_is_on(lobby, alice, bob, make_room):
    den = make_room(alice, "Den", kind="private")
    say(den, alice, "casino in private")
    for body in ("casino", "hello", "the Casino"):
        say(lobby, bob, body)
    trial = try_filter(Filter(kind="word", pattern="casino", action="block"))
    assert (trial.looked_at, trial.found) == (3, 2)
    assert {message.body for message in trial.shown} == {"casino", "the Casino"}
    assert say(lobby, bob, "casino").pk


# --- What it costs --------------------------------------------------------------------------


def posting(room, person, number=10) -> int:
    sends = [Send(room.pk, person.pk, uuid4(), f"line {one}") for one in range(number)]
    prepared = [prepare(send) for send in sends]
    with CaptureQueriesContext(connection) as queries:
        post_messages(prepared)
    return len(queries)


def test_rules_that_were_read_before_cost_no_query(root, lobby, bob):
    plain = posting(lobby, bob)
    filtered(root, "casino", "block")
    store_rules(root, RuleBook(newcomer_days=9, newcomer_may_link=False), ["newcomer_days"])
    posting(lobby, bob)
    assert posting(lobby, bob) == plain


def test_slow_mode_costs_one_query_for_a_batch(lobby, alice, bob):
    plain = posting(lobby, bob, 1)
    slow_room(alice, lobby, 1)
    Message.objects.filter(author=bob).update(created_at=timezone.now() - HOUR)
    assert posting(lobby, bob, 1) == plain + 1
