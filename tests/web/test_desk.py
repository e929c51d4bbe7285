"""The moderation desk: who gets in, what it shows, what its acts do, what it never gives away."""

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from chat import open_sockets
from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.moderation.reports import claim, report_message
from chat.actions.moderation.rulebook import store_filter, store_rules
from chat.actions.rooms.memberships import add_people, join_room
from chat.admin.desk import activity
from chat.models import AuditEntry, Case, Filter, HeldMessage, Message, RuleBook, User
from tests.acting import act, say
from tests.web.desk import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(lobby, alice, bob) -> Case:
    say(lobby, alice, "before it")
    said = say(lobby, bob, "buy loans")
    report_message(alice, lobby, said.seq, "spam", "every day")
    return Case.objects.get()


def do(client, case: Case, act: str, **more: object):
    given = {"act": act, "reason": "loans, again", **more}
    return decide(client, "desk_act", case.pk, given)


DESK = ("chat_case_changelist", "desk_held", "desk_people", "desk_rooms")


# --- Who gets in ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", DESK)
def test_a_moderator_of_the_place_sees_the_desk(desk, case, name):
    assert desk.get(reverse(f"admin:{name}")).status_code == 200


@pytest.mark.parametrize("name", [*DESK, "desk_case", "desk_person"])
def test_members_and_plain_staff_do_not(client, case, alice, name):
    staff = User.objects.create_user(username="frank", is_staff=True)
    address = reverse(
        f"admin:{name}", args=[case.pk] if name in ("desk_case", "desk_person") else []
    )
    for person, status in ((alice, 302), (staff, 403)):
        client.force_login(person)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("name", ["desk_act", "desk_sanction", "desk_decide"])
def test_plain_staff_cannot_act_by_address(client, case, bob, name):
    client.force_login(User.objects.create_user(username="frank", is_staff=True))
    answer = client.post(reverse(f"admin:{name}", args=[case.pk]), {"act": "ban"})
    assert answer.status_code == 403
    bob.refresh_from_db()
    assert bob.is_active


# --- Cases ----------------------------------------------------------------------------------


def test_several_reports_of_a_message_are_one_case(desk, case, lobby, charlie):
    report_message(charlie, lobby, case.message.seq, "abuse", "")
    page = desk.get(reverse("admin:chat_case_changelist")).content.decode()
    assert page.count("desk-item__count") == 1
    assert ">2<" in page


def test_a_case_shows_the_conversation_the_reporter_and_the_record(desk, case):
    page = desk.get(reverse("admin:desk_case", args=[case.pk])).content.decode()
    for words in ("before it", "buy loans", "every day", "Alice", "@bob"):
        assert words in page


def test_a_case_that_somebody_looks_at_waits_for_them(client, case, mona, root):
    assert claim(root, case)
    client.force_login(mona)
    do(client, case, "hide")
    assert Message.objects.get(pk=case.message_id).body == "buy loans"
    assert not claim(mona, case)


@pytest.mark.parametrize(
    ("act", "is_hidden", "is_active"),
    [("dismiss", False, True), ("hide", True, True), ("ban", False, False), ("warn", False, True)],
)
def test_one_act_decides_a_case(desk, case, bob, act, is_hidden, is_active):
    do(desk, case, act, reason="spam")
    case.refresh_from_db()
    bob.refresh_from_db()
    assert (case.outcome, case.closed_by.username) == (act, "mona")
    assert bool(Message.objects.get(pk=case.message_id).hidden_at) is is_hidden
    assert bob.is_active is is_active


def test_a_ban_at_the_desk_takes_the_messages_along(desk, case):
    do(desk, case, "ban", hours="24", way="purge")
    assert Message.objects.get(pk=case.message_id).purged_at


def test_a_ban_decides_the_cases_of_all_that_it_takes_down(desk, case, lobby, alice, bob):
    for number in range(3):
        report_message(alice, lobby, say(lobby, bob, f"loan {number}").seq, "spam")
    do(desk, case, "ban", hours="24")
    assert not Case.objects.open().exists()
    assert AuditEntry.objects.filter(act="case_closed").count() == 4


def test_a_ban_alone_leaves_the_other_cases_open(desk, case, lobby, alice, bob):
    report_message(alice, lobby, say(lobby, bob, "another").seq, "spam")
    do(desk, case, "ban")
    assert Case.objects.open().count() == 1


def test_nothing_waits_of_somebody_who_is_banned(desk, root, lobby, bob, case):
    store_filter(root, Filter(pattern="casino", action="hold", is_on=True))
    with pytest.raises(Exception, match="held"):
        say(lobby, bob, "casino")
    do(desk, case, "ban")
    assert "casino" not in desk.get(reverse("admin:desk_held")).content.decode()


def test_a_closed_case_opens_again_when_somebody_else_reports_it(desk, case, lobby, charlie):
    do(desk, case, "dismiss")
    report_message(charlie, lobby, case.message.seq, "spam", "")
    assert Case.objects.open().exists()


def test_an_act_that_nobody_knows_does_nothing(desk, case):
    do(desk, case, "explode")
    assert Case.objects.open().exists()


def test_the_queue_is_searched_by_person_room_and_words(desk, case):
    for words, count in (("bob", 1), ("lobby", 1), ("loans", 1), ("nothing", 0)):
        page = desk.get(reverse("admin:chat_case_changelist"), {"q": words}).content.decode()
        assert page.count("desk-item__count") == count


def test_held_messages_are_decided(desk, root, lobby, bob):
    store_filter(root, Filter(pattern="casino", action="hold", is_on=True))
    with pytest.raises(Exception, match="held"):
        say(lobby, bob, "casino")
    held = HeldMessage.objects.get()
    page = desk.get(reverse("admin:desk_held"))
    assert "casino" in page.content.decode()
    [row] = page.context["rows"]
    desk.post(reverse("admin:desk_decide", args=[held.pk]), {"act": "post", "seen": row["seen"]})
    assert Message.objects.filter(author=bob, body="casino").exists()


@pytest.mark.parametrize("sent", [{}, {"act": "explode"}])
def test_a_held_message_is_not_thrown_away_by_an_act_that_nobody_knows(
    desk, root, lobby, bob, sent
):
    store_filter(root, Filter(pattern="casino", action="hold", is_on=True))
    with pytest.raises(Exception, match="held"):
        say(lobby, bob, "casino")
    address = reverse("admin:desk_decide", args=[HeldMessage.objects.get().pk])
    assert desk.post(address, sent).status_code == 400
    assert HeldMessage.objects.get().decision == HeldMessage.Decision.WAITING


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "guessed"}, {"seen": "あ"}])
@pytest.mark.parametrize("act", ["post", "reject"])
def test_nobody_decides_about_a_held_message_that_they_have_not_read(
    desk, root, lobby, bob, act, seen
):
    store_filter(root, Filter(pattern="casino", action="hold", is_on=True))
    with pytest.raises(Exception, match="held"):
        say(lobby, bob, "casino")
    address = reverse("admin:desk_decide", args=[HeldMessage.objects.get().pk])
    answer = desk.post(address, {"act": act, **seen}, follow=True)
    assert "has changed" in answer.content.decode()
    assert HeldMessage.objects.get().decision == HeldMessage.Decision.WAITING


# --- What is private ------------------------------------------------------------------------


@pytest.fixture
def secret(alice, bob, make_room) -> Case:

    den = make_room(alice, "Den", kind="private")
    add_people(alice, den, [bob])
    say(den, alice, "among ourselves")
    report_message(alice, den, say(den, bob, "reported words").seq, "abuse", "")
    return Case.objects.get()


def test_of_a_private_room_only_what_was_reported_is_shown_and_that_is_a_look(client, secret, root):
    client.force_login(root)
    page = client.get(reverse("admin:desk_case", args=[secret.pk])).content.decode()
    assert "reported words" in page
    assert "among ourselves" not in page
    look = AuditEntry.objects.get(act="look")
    assert (look.actor, look.message_id) == ("@root", secret.message_id)


def test_an_administrator_who_has_switched_it_on_looks_and_is_written_down(client, secret, root):
    store_rules(root, RuleBook(staff_may_look=True), ["staff_may_look"])
    client.force_login(root)
    page = client.get(reverse("admin:desk_case", args=[secret.pk])).content.decode()
    assert "among ourselves" in page
    assert AuditEntry.objects.get(act="look").actor == "@root"


def test_a_moderator_of_the_place_never_looks(desk, secret, root):
    store_rules(root, RuleBook(staff_may_look=True), ["staff_may_look"])
    page = desk.get(reverse("admin:desk_case", args=[secret.pk])).content.decode()
    assert "among ourselves" not in page


# --- Least privilege ------------------------------------------------------------------------


def test_a_moderator_finds_neither_people_nor_groups_in_the_admin(desk, mona, bob):
    group = Group.objects.get(name="Moderators")
    addresses = [
        reverse("admin:chat_user_changelist"),
        reverse("admin:chat_user_add"),
        reverse("admin:chat_user_change", args=[mona.pk]),
        reverse("admin:auth_user_password_change", args=[bob.pk]),
        reverse("admin:chat_user_delete", args=[bob.pk]),
        reverse("admin:auth_group_changelist"),
        reverse("admin:auth_group_change", args=[group.pk]),
        reverse("admin:chat_sitesettings_changelist"),
        reverse("admin:chat_rulebook_add"),
        reverse("admin:account_emailaddress_changelist"),
        reverse("admin:mfa_authenticator_changelist"),
        reverse("admin:chat_message_changelist"),
    ]
    assert {desk.get(address).status_code for address in addresses} == {403}
    assert {desk.post(address, {"is_superuser": "on"}).status_code for address in addresses} == {
        403
    }


def escalated(person: User) -> bool:
    person = User.objects.get(pk=person.pk)
    return person.is_superuser or person.has_perm("chat.change_user")


def test_whoever_may_change_people_still_gives_nobody_rights(client, mona, bob, root):
    """Even with the right that an administrator should not have given."""
    codes = ("view_user", "change_user", "add_user", "change_group", "view_group", "add_group")
    mona.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    client.force_login(mona)
    form = {
        "username": "bob",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [Group.objects.get().pk],
        "user_permissions": [one.pk for one in Permission.objects.all()[:50]],
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    client.post(reverse("admin:chat_user_change", args=[bob.pk]), form)
    assert not escalated(bob)
    for target in (mona, root):
        address = reverse("admin:chat_user_change", args=[target.pk])
        assert client.post(address, form | {"username": target.username}).status_code == 403
        password = reverse("admin:auth_user_password_change", args=[target.pk])
        given = {"password1": "taken over 1", "password2": "taken over 1"}
        assert client.post(password, given).status_code == 403
    assert not User.objects.get(pk=mona.pk).is_superuser
    group = reverse("admin:auth_group_change", args=[Group.objects.get().pk])
    assert client.post(group, {"name": "Moderators"}).status_code == 403


@pytest.mark.parametrize("act", ["ban", "mute", "warn", "close", "unban"])
def test_a_moderator_does_nothing_to_administrators_from_the_desk(desk, root, act):
    decide(desk, "desk_sanction", root.pk, {"act": act})
    root.refresh_from_db()
    assert root.is_active
    assert root.muted_until is None
    assert not root.sanctions.exists()


def test_nobody_changes_or_deletes_the_audit_log_in_the_admin(client, root, case, mona):
    client.force_login(mona)
    do(client, case, "dismiss")
    entry = AuditEntry.objects.get()
    client.force_login(root)
    for name in ("change", "delete"):
        address = reverse(f"admin:chat_auditentry_{name}", args=[entry.pk])
        assert client.post(address, {"reason": "", "post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(reverse("admin:chat_auditentry_changelist"), bulk)
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("form", ["as_csv", "as_json"])
def test_the_audit_log_is_exported(desk, case, form):
    do(desk, case, "hide", reason="=1+1")
    chosen = {"action": form, "_selected_action": [one.pk for one in AuditEntry.objects.all()]}
    answer = desk.post(reverse("admin:chat_auditentry_changelist"), chosen)
    text = b"".join(answer.streaming_content).decode()
    if form == "as_json":
        rows = [json.loads(line) for line in text.splitlines()]
        assert {row["act"] for row in rows} == {"hide", "case_closed"}
    else:
        assert "'=1+1" in text


# --- Filters --------------------------------------------------------------------------------


def test_a_filter_is_tried_against_history_from_its_page(desk, case, root):
    one = Filter(pattern="loans", action="block")
    store_filter(root, one)
    page = desk.get(reverse("admin:chat_filter_change", args=[one.pk]), {"try": 1})
    assert "buy loans" in page.content.decode()


def test_a_filter_made_in_the_admin_holds_at_once(desk, lobby, bob):
    form = {"kind": "word", "pattern": "casino", "action": "block", "is_on": "on", "note": ""}
    desk.post(reverse("admin:chat_filter_add"), form)
    with pytest.raises(Exception, match="blocked"):
        say(lobby, bob, "casino")


# --- Rooms and people -----------------------------------------------------------------------


def figures(client, **asked: str) -> dict[str, list[str]]:
    """Return what the desk says of each room: messages of a day and of a week."""
    page = client.get(reverse("admin:desk_rooms"), asked)
    return {
        one.room.name: [one.day, one.week, one.open_cases] for one in page.context["activities"]
    }


def test_rooms_are_listed_with_what_goes_on_in_them(desk, case, lobby, alice, make_room):
    make_room(alice, "Quiet")
    old = [say(lobby, alice, f"old {number}") for number in range(3)]
    ages = (timedelta(days=2), timedelta(days=6), timedelta(days=8))
    for message, age in zip(old, ages, strict=True):
        Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - age)
    assert figures(desk) == {"Lobby": ["2", "4", 1], "Quiet": ["0", "0", 0]}
    assert list(figures(desk, q="qui")) == ["Quiet"]


def test_a_moderator_is_not_told_of_cases_about_their_own_words(desk, mona, lobby, alice):
    join_room(mona, lobby)
    report_message(alice, lobby, say(lobby, mona, "mine").seq, "abuse", "")
    assert figures(desk) == {"Lobby": ["1", "1", 0]}


def test_of_a_very_lively_room_no_more_than_enough_is_counted(desk, lobby, alice, monkeypatch):
    monkeypatch.setattr(activity, "LOOKED_AT", 3)
    for number in range(5):
        say(lobby, alice, f"line {number}")
    assert figures(desk) == {"Lobby": ["3+", "3+", 0]}


def test_where_much_was_changed_lately_more_may_have_been_said_than_is_counted(
    desk, lobby, alice, monkeypatch
):
    monkeypatch.setattr(activity, "LOOKED_AT", 3)
    said = say(lobby, alice, "first")
    for number in range(4):
        edit_message(act(alice, said), f"text {number}")
    assert figures(desk) == {"Lobby": ["0+", "0+", 0]}


def test_a_moderator_of_the_place_learns_nothing_of_private_rooms(
    desk, client, alice, root, make_room
):
    make_room(alice, "Den", kind="private")
    assert "Den" not in figures(desk)
    client.force_login(root)
    assert "Den" in figures(client)


def test_a_persons_page_shows_on_which_devices_pages_are_open(desk, bob):
    for key in ("first", "second"):
        UserSession.objects.create(user=bob, session_key=key, ip="192.0.2.7", user_agent=key)
    open_sockets.heard("this process", {bob.pk: [open_sockets.device("second")] * 2})
    page = desk.get(reverse("admin:desk_person", args=[bob.pk]))
    open_sockets.forget("this process")
    devices = page.context["record"].devices
    assert [(one.session.session_key, one.open_count) for one in devices] == [
        ("second", 2),
        ("first", 0),
    ]
    assert "2 pages open now" in page.content.decode()


def test_a_device_is_told_by_its_browser_and_system(desk, bob):
    told = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    UserSession.objects.create(user=bob, session_key="k", ip="192.0.2.7", user_agent=told)
    page = desk.get(reverse("admin:desk_person", args=[bob.pk])).content.decode()
    assert ">Chrome on Windows</span>" in page


def test_a_case_shows_what_was_reported_after_its_author_deleted_it(desk, case, bob):
    address = reverse("admin:desk_case", args=[case.pk])
    assert "What it said when it was reported" not in desk.get(address).content.decode()
    delete_message(act(bob, case.message))
    page = desk.get(address).content.decode()
    assert "What it said when it was reported" in page
    assert "buy loans" in page
