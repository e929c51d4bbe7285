"""What moderators who are no administrators learn of private matters: what was reported or held."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from chat.actions.moderation.mutes import mute_in_room
from chat.actions.moderation.reports import report_message
from chat.actions.moderation.rulebook import store_filter
from chat.actions.moderation.takedowns import purge_message
from chat.actions.refusal import Refused
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, remove_member
from chat.actions.rooms.rooms import make_private, make_public
from chat.models import AuditEntry, Case, Filter, HeldMessage, Invitation, Message, Room, User
from tests.acting import say
from tests.web.desk import decide

pytestmark = pytest.mark.django_db
QUEUE, HELD = "admin:chat_case_changelist", "admin:desk_held"
LOG = "admin:chat_auditentry_changelist"


@pytest.fixture
def den(alice, bob, charlie, make_room) -> Room:
    """A private room in which its owner has muted, purged and removed."""
    den = make_room(alice, "Den of Secrets", kind="private")
    add_people(alice, den, [bob, charlie])
    mute_in_room(alice, den, charlie, timedelta(hours=1), "quiet, charlie")
    purge_message(alice, say(den, bob, "slip of the tongue"), "an owner's purge")
    remove_member(alice, den, charlie)
    return den


@pytest.fixture
def case(den, alice, bob) -> Case:
    report_message(alice, den, say(den, bob, "reported words").seq, "abuse")
    return Case.objects.get()


def text(answer) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode()
    return answer.content.decode()


def looks() -> list[tuple[str, str]]:
    return [(one.actor, one.after["shown"]) for one in AuditEntry.objects.filter(act="look")]


def exported(client, form: str, **asked: str) -> str:
    chosen = {"action": form, "select_across": "1", "index": "0", "_selected_action": ["0"]}
    return text(client.post(reverse(LOG, query=asked or None), chosen))


# --- The audit log --------------------------------------------------------------------------


def test_the_audit_log_tells_nothing_that_a_private_room_keeps_to_itself(desk, den):
    page = text(desk.get(reverse(LOG)))
    for words in ("Den of Secrets", "member removed</td>", "quiet, charlie", "an owner"):
        assert words not in page


def test_what_was_decided_at_the_desk_is_told_without_the_rooms_name(desk, mona, case):
    decide(desk, "desk_act", case.pk, {"act": "hide"})
    page = text(desk.get(reverse(LOG)))
    assert "a private room" in page
    assert "Den of Secrets" not in page
    for entry in AuditEntry.objects.filter(actor_id=mona.pk):
        page = text(desk.get(reverse("admin:chat_auditentry_change", args=[entry.pk])))
        assert "Den of Secrets" not in page
        assert str(entry.room_id) not in page


def test_an_entry_of_a_private_room_does_not_open_by_its_address(desk, den):
    entry = AuditEntry.objects.get(act="remove")
    address = reverse("admin:chat_auditentry_change", args=[entry.pk])
    assert desk.get(address).status_code == 302


@pytest.mark.parametrize("form", ["as_csv", "as_json"])
def test_an_export_tells_no_more_than_the_list(desk, case, form):
    decide(desk, "desk_act", case.pk, {"act": "hide"})
    told = exported(desk, form)
    assert "a private room" in told
    for words in ("Den of Secrets", str(case.message.room_id), "quiet, charlie"):
        assert words not in told
    if form == "as_json":
        row = json.loads(told.splitlines()[-1])
        assert (row["room_id"], row["message_id"], row["seq"]) == (None, None, None)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "Den of"},
        {"room__startswith": "Den"},
        {"room": "Den of Secrets"},
        {"seq__gt": "0"},
        {"room_id__gt": "0"},
        {"message_id__isnull": "0"},
    ],
)
def test_the_log_is_not_asked_for_what_it_does_not_tell(desk, case, asked):
    decide(desk, "desk_act", case.pk, {"act": "hide"})
    answer = desk.get(reverse(LOG), asked)
    assert "0 audit log" in text(answer) or answer.status_code in (302, 400)


def test_administrators_and_members_are_told_all(desk, client, alice, den, mona, root):
    add_people(alice, den, [mona])
    assert "Den of Secrets" in text(desk.get(reverse(LOG)))
    client.force_login(root)
    page = text(client.get(reverse(LOG)))
    for words in ("Den of Secrets", "quiet, charlie"):
        assert words in page


def test_what_was_done_while_a_room_was_private_stays_there_when_it_is_opened(
    desk, alice, bob, den
):
    make_public(alice, den)
    remove_member(alice, den, bob)
    page = text(desk.get(reverse(LOG)))
    assert page.count("Den of Secrets") == 1
    assert "quiet, charlie" not in page


def test_a_room_that_became_private_tells_nothing_more(desk, alice, bob, lobby):
    mute_in_room(alice, lobby, bob, timedelta(hours=1), "calm down")
    assert "calm down" in text(desk.get(reverse(LOG)))
    make_private(alice, lobby)
    assert "calm down" not in text(desk.get(reverse(LOG)))


# --- Cases ----------------------------------------------------------------------------------


def test_the_queue_names_no_private_room_and_shows_no_private_text(desk, case):
    page = text(desk.get(reverse(QUEUE)))
    assert "a private room" in page
    for words in ("Den of Secrets", "reported words"):
        assert words not in page
    assert looks() == []


@pytest.mark.parametrize("words", ["reported", "Den of"])
def test_private_cases_are_not_found_by_what_is_not_told(desk, case, words):
    assert "desk-item__count" not in text(desk.get(reverse(QUEUE), {"q": words}))


def test_opening_a_private_case_is_a_look_that_is_written_down(desk, case):
    page = text(desk.get(reverse("admin:desk_case", args=[case.pk])))
    assert "reported words" in page
    assert "Den of Secrets" not in page
    assert looks() == [("@mona", "reported")]


def test_a_member_who_opens_it_looks_at_nothing_new(desk, case, den, alice, mona):
    add_people(alice, den, [mona])
    desk.get(reverse("admin:desk_case", args=[case.pk]))
    assert looks() == []


def test_of_a_room_that_was_opened_what_was_said_before_is_still_private(desk, case, alice, den):
    say(den, alice, "said before it was opened")
    make_public(alice, den)
    assert "reported words" not in text(desk.get(reverse(QUEUE)))
    page = text(desk.get(reverse("admin:desk_case", args=[case.pk])))
    assert "reported words" in page
    assert "said before it was opened" not in page
    assert looks() == [("@mona", "reported")]


# --- Held messages --------------------------------------------------------------------------


@pytest.fixture
def held(root, alice, bob) -> HeldMessage:
    store_filter(root, Filter(pattern="casino", action="hold", is_on=True))
    with pytest.raises(Refused, match="held"):
        say(open_direct(alice, [bob]), bob, "casino tonight, just us")
    return HeldMessage.objects.get()


def test_a_held_direct_message_is_listed_without_its_text(desk, held):
    page = text(desk.get(reverse(HELD)))
    assert "casino tonight" not in page
    assert "Alice" not in page
    assert looks() == []


def test_reading_a_held_direct_message_is_a_look_that_is_written_down(desk, held, bob):
    page = desk.get(reverse("admin:desk_decide", args=[held.pk]))
    assert "casino tonight, just us" in text(page)
    assert looks() == [("@mona", "held")]
    [row] = page.context["rows"]
    given = {"act": "post", "seen": row["seen"]}
    desk.post(reverse("admin:desk_decide", args=[held.pk]), given)
    assert Message.objects.filter(author=bob, body__contains="casino").exists()


def test_the_list_does_not_bring_what_a_look_is_needed_for(desk, held, bob):
    [row] = desk.get(reverse(HELD)).context["rows"]
    assert row["is_veiled"]
    assert row["seen"] not in desk.get(reverse(HELD)).content.decode()


def test_administrators_look_as_everybody(client, root, held):
    client.force_login(root)
    assert "casino tonight" not in text(client.get(reverse(HELD)))
    client.get(reverse("admin:desk_decide", args=[held.pk]))
    assert looks() == [("@root", "held")]


# --- People, rooms, figures -----------------------------------------------------------------


def test_a_persons_page_tells_and_counts_only_what_is_public(desk, den, charlie, bob, lobby):
    page = desk.get(reverse("admin:desk_person", args=[charlie.pk]))
    assert page.context["record"].sanctions == []
    assert page.context["record"].entries == []
    assert "Den of Secrets" not in text(page)
    say(lobby, bob, "in public")
    page = desk.get(reverse("admin:desk_person", args=[bob.pk]))
    assert page.context["record"].messages == 1


def test_who_was_muted_in_private_is_not_listed_among_the_sanctioned(desk, client, den, root):
    assert "@charlie" not in text(desk.get(reverse("admin:desk_people")))
    found = text(desk.get(reverse("admin:desk_people"), {"q": "charlie"}))
    assert "@charlie" in found
    assert "sanction" not in found.split("@charlie")[1].split("</li>")[0]
    client.force_login(root)
    assert "@charlie" in text(client.get(reverse("admin:desk_people")))


def test_the_figures_count_only_what_is_told(desk, client, den, alice, lobby, root):
    say(den, alice, "in private")
    say(lobby, alice, "in public")
    totals = {one.name: one.total for one in desk.get(reverse(QUEUE)).context["charts"]}
    assert (totals["Messages"], totals["Moderators’ acts"]) == (1, 0)
    client.force_login(root)
    totals = {one.name: one.total for one in client.get(reverse(QUEUE)).context["charts"]}
    assert (totals["Messages"], totals["Moderators’ acts"]) == (3, 3)


def test_a_filter_is_not_tried_on_what_was_said_before_a_room_was_opened(desk, root, alice, den):
    say(den, alice, "a secret recipe")
    make_public(alice, den)
    one = Filter(pattern="recipe", action="flag")
    store_filter(root, one)
    page = text(desk.get(reverse("admin:chat_filter_change", args=[one.pk]), {"try": 1}))
    assert "a secret recipe" not in page


@pytest.mark.parametrize("model", ["room", "membership", "invitation", "roomhead"])
def test_staff_with_the_right_to_view_lists_sees_no_private_room_in_them(client, den, model, alice):
    Invitation.objects.create(room=den, created_by=alice)
    frank = User.objects.create_user(username="frank", is_staff=True)
    frank.user_permissions.add(Permission.objects.get(codename=f"view_{model}"))
    client.force_login(frank)
    page = text(client.get(reverse(f"admin:chat_{model}_changelist")))
    assert "Den of Secrets" not in page
