"""What the desk offers, asks for and refuses: for a case, for a person, for what is held."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.actions.moderation.mutes import mute
from chat.actions.moderation.reports import report_message
from chat.actions.moderation.rulebook import store_filter
from chat.actions.moderation.takedowns import hide_message
from chat.actions.people.accounts import delete_account
from chat.models import AuditEntry, Case, Filter, HeldMessage, Message, Sanction, User
from tests.acting import say
from tests.web.desk import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(lobby, alice, bob) -> Case:
    report_message(alice, lobby, say(lobby, bob, "buy loans").seq, "spam", "every day")
    return Case.objects.get()


def of(name: str, pk: int) -> str:
    return reverse(f"admin:{name}", args=[pk])


def offered(answer) -> list[str]:
    return [offer.act.name for offer in answer.context["offers"]]


def seen(answer) -> str:
    return answer.context["state"]


# --- What is offered ------------------------------------------------------------------------


def test_an_open_case_offers_all_that_can_be_done(desk, case):
    acts = offered(desk.get(of("desk_case", case.pk)))
    assert acts == ["dismiss", "hide", "warn", "mute", "ban", "purge"]


def test_a_closed_case_offers_to_open_it_again_and_nothing_else(desk, case):
    decide(desk, "desk_act", case.pk, {"act": "dismiss"})
    assert offered(desk.get(of("desk_case", case.pk))) == ["reopen"]


def test_a_closed_case_about_a_hidden_message_offers_to_bring_it_back(desk, case):
    decide(desk, "desk_act", case.pk, {"act": "hide"})
    assert offered(desk.get(of("desk_case", case.pk))) == ["restore", "reopen"]


@pytest.mark.parametrize("act", ["dismiss", "hide", "warn", "mute", "ban", "purge"])
def test_a_closed_case_takes_nothing_else_by_its_address(desk, case, bob, act):
    decide(desk, "desk_act", case.pk, {"act": "dismiss"})
    entries = AuditEntry.objects.count()
    answer = decide(desk, "desk_act", case.pk, {"act": act, "reason": "loans"})
    assert answer.status_code == 422
    bob.refresh_from_db()
    assert (bob.is_active, AuditEntry.objects.count()) == (True, entries)
    assert Message.objects.get(pk=case.message_id).body == "buy loans"


def test_a_closed_case_is_opened_again(desk, case):
    decide(desk, "desk_act", case.pk, {"act": "dismiss"})
    decide(desk, "desk_act", case.pk, {"act": "reopen"})
    assert Case.objects.open().exists()


def test_of_somebody_above_only_the_message_is_decided(desk, case, bob):
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert offered(desk.get(of("desk_case", case.pk))) == ["dismiss", "hide", "purge"]


def test_a_person_is_offered_what_fits_how_they_stand(desk, root, mona, bob, alice, charlie):
    def page(person: User) -> list[str]:
        return offered(desk.get(of("desk_person", person.pk)))

    assert page(bob) == ["warn", "mute", "ban", "close"]
    mute(root, bob, timedelta(hours=1))
    assert page(bob) == ["warn", "mute", "unmute", "ban", "close"]
    decide(desk, "desk_sanction", charlie.pk, {"act": "ban", "reason": "raid"})
    assert page(charlie) == ["unban"]
    assert page(root) == page(mona) == []
    delete_account(alice)
    assert page(alice) == []


def test_an_account_that_nobody_banned_is_not_opened_at_the_desk(desk, bob):
    decide(desk, "desk_sanction", bob.pk, {"act": "close", "reason": "asked for it"})
    decide(desk, "desk_sanction", bob.pk, {"act": "unban"})
    bob.refresh_from_db()
    assert not bob.is_active


# --- What is asked for ----------------------------------------------------------------------


@pytest.mark.parametrize("act", ["warn", "mute", "ban", "purge"])
@pytest.mark.parametrize("reason", ["", "   \n", "\u200b\u3164"])
def test_a_grave_act_on_a_case_needs_a_reason_that_can_be_read(desk, case, bob, act, reason):
    answer = decide(desk, "desk_act", case.pk, {"act": act, "reason": reason})
    assert answer.status_code == 422
    assert Case.objects.open().exists()
    bob.refresh_from_db()
    assert bob.is_active
    assert not Sanction.objects.exists()
    assert Message.objects.get(pk=case.message_id).body == "buy loans"


@pytest.mark.parametrize("act", ["warn", "mute", "ban", "close"])
def test_a_grave_act_on_a_person_needs_a_reason(desk, bob, act):
    assert decide(desk, "desk_sanction", bob.pk, {"act": act}).status_code == 422
    bob.refresh_from_db()
    assert bob.is_active
    assert not Sanction.objects.exists()


def test_what_was_refused_stays_open_with_all_that_was_written(desk, case):
    given = {"act": "ban", "reason": "x" * 501, "hours": "24", "way": "purge", "addresses": "on"}
    answer = decide(desk, "desk_act", case.pk, given)
    [open_one] = [offer for offer in answer.context["offers"] if offer.is_open]
    assert open_one.act.name == "ban"
    page = answer.content.decode()
    assert "x" * 501 in page
    assert re.search(r'<option value="24" selected', page)
    assert re.search(r'<option value="purge" selected', page)
    assert re.search(r'name="addresses"[^>]*checked', page)


def test_a_reason_may_have_lines(desk, bob):
    decide(desk, "desk_sanction", bob.pk, {"act": "warn", "reason": "no ads\r\nplease"})
    assert Sanction.objects.get().reason == "no ads\nplease"


# --- What was seen --------------------------------------------------------------------------


def test_a_page_from_before_the_case_was_decided_does_nothing_and_keeps_the_text(
    desk, client, case, bob, root
):
    old = seen(desk.get(of("desk_case", case.pk)))
    hide_message(root, case.message)
    given = {"act": "ban", "reason": "these loans again", "seen": old}
    answer = decide(desk, "desk_act", case.pk, given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This has changed since you opened it" in page
    assert "these loans again" in page
    bob.refresh_from_db()
    assert bob.is_active

    answer = decide(desk, "desk_act", case.pk, given | {"seen": seen(answer)})
    assert answer.status_code == 302
    bob.refresh_from_db()
    assert not bob.is_active


def test_what_was_written_about_a_case_that_is_closed_by_then_is_not_lost(desk, case):
    old = seen(desk.get(of("desk_case", case.pk)))
    decide(desk, "desk_act", case.pk, {"act": "dismiss"})
    given = {"act": "warn", "reason": "a long explanation", "seen": old}
    page = decide(desk, "desk_act", case.pk, given).content.decode()
    assert "a long explanation" in page
    assert not Sanction.objects.exists()


def test_a_form_about_a_person_that_is_sent_twice_acts_once(desk, bob):
    given = {"act": "warn", "reason": "no ads", "seen": seen(desk.get(of("desk_person", bob.pk)))}
    answers = [decide(desk, "desk_sanction", bob.pk, given).status_code for _ in range(2)]
    assert answers == [302, 422]
    assert Sanction.objects.count() == 1


def test_an_address_of_an_act_leads_to_its_page(desk, case, bob):
    assert desk.get(of("desk_act", case.pk)).headers["Location"] == of("desk_case", case.pk)
    assert desk.get(of("desk_sanction", bob.pk)).headers["Location"] == of("desk_person", bob.pk)


# --- Who has the case -----------------------------------------------------------------------


def test_looking_at_a_case_takes_it_from_nobody(desk, case, bob):
    addresses = [of("desk_case", case.pk), of("chat_case_change", case.pk)]
    for address in [*addresses, *(reverse(f"admin:{n}") for n in ("desk_held", "desk_people"))]:
        desk.get(address)
    case.refresh_from_db()
    assert (case.claimed_by, case.claimed_at) == (None, None)
    assert not AuditEntry.objects.exists()


def test_a_case_is_taken_and_given_back_by_a_button(desk, case, mona):
    desk.post(of("desk_take", case.pk), {"act": "take"})
    case.refresh_from_db()
    assert case.claimed_by == mona
    desk.post(of("desk_take", case.pk), {"act": "release"})
    case.refresh_from_db()
    assert case.claimed_by is None
    assert desk.get(of("desk_take", case.pk)).status_code == 405


def test_a_case_that_somebody_else_has_offers_nothing(desk, case, root):
    Case.objects.update(claimed_by=root, claimed_at=timezone.now())
    answer = desk.get(of("desk_case", case.pk))
    assert offered(answer) == []
    assert "root is looking at this case" in answer.content.decode()
    answer = decide(desk, "desk_act", case.pk, {"act": "warn", "reason": "not twice"})
    assert "not twice" in answer.content.decode()
    assert not Sanction.objects.exists()


def test_a_moderator_sees_no_case_about_themselves_and_so_not_who_reported_them(
    desk, mona, root, lobby, alice, bob, client
):
    said = say(lobby, bob, "my own words")
    Message.objects.filter(pk=said.pk).update(author=mona)
    report_message(alice, lobby, said.seq, "abuse")
    own = Case.objects.get()
    assert "my own words" not in desk.get(reverse("admin:chat_case_changelist")).content.decode()
    for address in (of("desk_case", own.pk), of("desk_act", own.pk)):
        assert desk.post(address, {"act": "dismiss"}).status_code == 404
    client.force_login(root)
    assert client.get(of("desk_case", own.pk)).status_code == 200


def test_where_administrators_are_signed_in_is_not_told_to_moderators(desk, client, root):
    assert desk.get(of("desk_person", root.pk)).context["record"].devices == []


@pytest.mark.parametrize("act", ["dismiss", "hide", "warn", "mute", "ban", "purge"])
def test_nobody_decides_a_case_or_about_a_person_without_having_read_how_it_stands(
    desk, case, bob, act
):
    for address in (of("desk_act", case.pk), of("desk_sanction", bob.pk)):
        answer = desk.post(address, {"act": act, "reason": "loans"})
        assert answer.status_code == 422
        assert "has changed" in answer.content.decode()
    assert Case.objects.get().closed_at is None
    assert not Sanction.objects.exists()


def test_a_moderators_own_held_message_is_decided_by_others(desk, mona, lobby, root):
    store_filter(root, Filter(pattern="casino", action="hold", is_on=True))
    held = HeldMessage.objects.create(
        room=lobby, author=mona, nonce="0" * 32, body="casino", filter=Filter.objects.get()
    )
    assert "casino</p>" not in desk.get(reverse("admin:desk_held")).content.decode()
    assert desk.post(of("desk_decide", held.pk), {"act": "post"}).status_code == 404
