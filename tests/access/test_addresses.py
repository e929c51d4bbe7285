"""Who may go to which address and do what there, in every kind of room."""

from dataclasses import dataclass
from http import HTTPStatus
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.messages import constants, get_messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from chat.actions.people.bulk import add_people as make_accounts
from chat.actions.people.bulk import sign_in_people
from chat.models import Invitation, Room, User
from tests.access.addresses import addresses
from tests.access.stage import ROLES, ROOMS, Stage
from tests.access.table import column, parsed, parsed_place
from tests.conftest import PASSWORD

#  +  the page, or the answer
#  >  done; the answer leads on
#  !  not done, and told why: the room is archived, or only members write
#  .  asked to sign in
#  p  asked for the password once more
#  x  403: the person may know of it, and may not do it
#  -  404: there is no such thing for this person
#
# The columns: visitor, outsider, former member, member, Moderator, Owner, staff, Superuser.
IN_ROOMS = parsed("""
                                 public    private   direct    archived
                                 vofmMOsS  vofmMOsS  vofmMOsS  vofmMOsS
    GET  room                    .+++++++  .--+++--  .--+++--  .+++++++
    GET  room_message            .+++++++  .--+++--  .--+++--  .+++++++
    GET  room_history            .+++++++  .--+++--  .--+++--  .+++++++
    GET  room_people             .+++++++  .--+++--  .--+++--  .+++++++
    GET  room_pins               .+++++++  .--+++--  .--+++--  .+++++++
    GET  room_members            .+++++++  .--+++--  .--+++--  .+++++++
    GET  room_versions           .xxx++xx  .--x++--  .--xxx--  .xxx++xx
    POST room_post               .!!>>>!!  .-->>>--  .-->>>--  .!!!!!!!
    POST room_join               .>!>>>>>  .-->>>--  .-->>>--  .!!>>>!!
    POST room_leave              .>>>>>>>  .-->>>--  .--xxx--  .>>>>>>>
    GET  room_add                .xx+++xx  .--x++--  .--xxx--  .xxxxxxx
    POST room_add                .xx>>>xx  .--x>>--  .--xxx--  .xxxxxxx
    POST room_remove             .xxx>>xx  .--x>>--  .--xxx--  .xx!!!xx
    GET  room_removed            .xxx++xx  .--x++--  .--xxx--  .xxx++xx
    POST room_readmit            .xxx>>x>  .--x>>--  .--xxx--  .xxx!!x!
    POST room_role               .xxxx>xx  .--xx>--  .--xxx--  .xx!!!xx
    POST room_transfer           .xxxx>xx  .--xx>--  .--xxx--  .xx!!!xx
    GET  room_settings           .xxx++xx  .--x++--  .--xxx--  .xxx++xx
    POST room_settings           .xxx>>xx  .--x>>--  .--xxx--  .xxx!!xx
    POST room_set_history        .xxxx>xx  .--xx>--  .--xxx--  .xx!!!xx
    POST room_make_public        .xxxx>xx  .--xx>--  .--xxx--  .xx!!!xx
    POST room_make_private       .xxxx>xx  .--xx>--  .--xxx--  .xx!!!xx
    POST room_archive            .xxxx>x>  .--xx>--  .--xxx--  .xxxx>x>
    POST room_reopen             .xxxx>x>  .--xx>--  .--xxx--  .xxxx>x>
    POST room_report             .>>>>x>>  .-->>x--  .-->>x--  .>>>>x>>
    POST room_hide               .xxx>>x>  .--x>>--  .--xxx--  .xxx>>x>
    POST room_restore            .xxx>>x>  .--x>>--  .--xxx--  .xxx>>x>
    POST room_purge              .xxx>>x>  .--x>>--  .--xxx--  .xxx>>x>
    POST room_mute               .xxx>>x>  .--x>>--  .--xxx--  .xxx>>x>
    POST room_unmute             .xxx--x-  .--x----  .--xxx--  .xxx--x-
    POST room_lock               .xxx>>x>  .--x>>--  .--xxx--  .xxx!!x!
    POST room_unlock             .xxx>>x>  .--x>>--  .--xxx--  .xxx!!x!
    POST room_slow               .xxx>>x>  .--x>>--  .--xxx--  .xxx!!x!
    GET  room_invitations        .xx+++xx  .--x++--  .--xxx--  .xxxxxxx
    POST room_invitations        .xx>>>xx  .--x>>--  .--xxx--  .xxxxxxx
    GET  invitation              ++++++++  ++++++++  --------  --------
    POST invitation              >>!>>>>>  >>!>>>>>  --------  --------
    POST invitation_revoke       .--->>--  .--->>--  .-------  .--->>--
    GET  invitation_qr_page      .----+--  .----+--  .-------  .-------
    GET  invitation_qr           .----+--  .----+--  .-------  .-------
""")
ELSEWHERE = parsed_place("""
                                      vofmMOsS
    GET  home                         .>>>>>>>
    GET  waiting                      .xxxxxx+
    GET  setup                        --------
    POST setup                        --------
    GET  bookmarks                    .+++++++
    POST bookmark_change              .-------
    POST bookmark_remove              .-------
    GET  rooms                        .+++++++
    GET  rooms_archived               .+++++++
    GET  room_new                     .+++++++
    POST room_new                     .>>>>>>>
    GET  direct_new                   .+++++++
    POST direct_new                   .>>>>>>>
    GET  people_show                  .+++++++
    POST people_block                 .>>!>>>>
    POST people_unblock               .>>>>>>>
    POST warning_read                 .>>>>>>>
    GET  account                      .+++++++
    POST account                      .>>>>>>>
    GET  account_sessions             .+++++++
    POST account_session_end          .-------
    POST account_sessions_end_others  .>>>>>>>
    GET  account_export               .ppppppp
    GET  account_close                .+++++++
    GET  account_deactivate           .ppppppp
    POST account_deactivate           .ppppppp
    GET  account_delete               .ppppppp
    POST account_delete               .ppppppp
    GET  site_settings                .------+
    POST site_settings                .------>
    POST set_language                 >>>>>>>>
""")
LETTERS = {
    HTTPStatus.OK: "+",
    HTTPStatus.UNPROCESSABLE_ENTITY: "!",
    HTTPStatus.FORBIDDEN: "x",
    HTTPStatus.NOT_FOUND: "-",
    HTTPStatus.METHOD_NOT_ALLOWED: "m",
}


def _forms() -> dict[str, dict[str, Any]]:
    """What is sent by POST; `target` stands for the username of a member."""
    return {
        "room_post": {"body": "hello", "nonce": uuid4()},
        "room_add": {"people": "zoe"},
        "room_report": {"reason": "spam"},
        "room_mute": {"seconds": "3600"},
        "room_slow": {"seconds": "30"},
        "room_role": {"role": "moderator"},
        "room_transfer": {"person": "target"},
        "room_settings": {"name": "Another name", "description": ""},
        "room_set_history": {"history": "since_joining"},
        "room_invitations": {"lasting": "7", "uses": "unlimited"},
        "room_new": {"name": "New", "kind": "public", "history": "all"},
        "direct_new": {"people": "zoe"},
        "account": {"name": "Me", "language": "", "time_zone": "", "hue": ""},
        "site_settings": {"name": "Here", "sign_up": "open", "language": "en"},
        "set_language": {"language": "ja"},
    }


@dataclass(frozen=True)
class House:
    """The stage, a session for each role, and a link into each room where there can be one."""

    stage: Stage
    sessions: dict[str, str]
    links: dict[str, str]

    def browser(self, role: str) -> Browser:
        """Return the browser of this role."""
        browser = Browser()
        if role in self.sessions:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return browser

    def target(self, role: str) -> User:
        """Return a member whom somebody in this role does something to."""
        return self.stage.people["alice" if role == "member" else "bob"]


@pytest.fixture
def house(stage: Stage) -> House:
    make_accounts({"zoe": "Zoe"})
    _give_passwords(stage)
    roles = [role for role in ROLES if role != "visitor"]
    keys = sign_in_people([stage.person(role) for role in roles])
    links = {kind: _link(stage, room) for kind, room in stage.rooms.items()}
    return House(stage, dict(zip(roles, keys, strict=True)), links)


def _give_passwords(stage: Stage) -> None:
    User.objects.update(password=make_password(PASSWORD))
    for person in stage.people.values():
        person.refresh_from_db()


def _link(stage: Stage, room: Room) -> str:
    """There is none into a direct conversation: its address leads nowhere."""
    if room.is_direct:
        return "nowhere"
    return Invitation.objects.create(room=room, created_by=stage.people["alice"]).token


def test_every_address_has_a_line():
    lines = {line.split()[1] for line in (*IN_ROOMS, *ELSEWHERE)}
    assert lines == set(addresses())


@pytest.mark.parametrize("kind", ROOMS)
def test_each_address_inside_a_room_answers_as_the_table_says(house: House, kind):
    answers = {line: _letters(house, line, kind) for line in IN_ROOMS}
    assert answers == column(IN_ROOMS, kind)


def test_each_address_elsewhere_answers_as_the_table_says(house: House):
    assert {line: _letters(house, line, "public") for line in ELSEWHERE} == ELSEWHERE


def test_what_has_no_line_is_no_method_of_its_address(house: House):
    lines = {tuple(line.split()) for line in (*IN_ROOMS, *ELSEWHERE)}
    others = set(product(("GET", "POST", "PUT", "DELETE"), addresses())) - lines
    answers = {pair: _letter(house, "owner", " ".join(pair), "public") for pair in others}
    assert {pair for pair, letter in answers.items() if letter not in "mp"} == set()


def _letters(house: House, line: str, kind: str) -> str:
    return "".join(_letter(house, role, line, kind) for role in ROLES)


def _letter(house: House, role: str, line: str, kind: str) -> str:
    """Ask, undo what was done, and return the letter of the answer."""
    method, name = line.split()
    cache.clear()  # the limits
    with transaction.atomic():
        browser = house.browser(role)
        address = _address(house, role, name, kind)
        response = getattr(browser, method.lower())(address, _form(house, role, name))
        transaction.set_rollback(True)
    return _told(response, method)


def _address(house: House, role: str, name: str, kind: str) -> str:
    room = house.stage.rooms[kind]
    seq = house.stage.last_of(house.stage.people["alice"], room).seq
    parts = {
        "slug": room.slug,
        "seq": seq,
        "person": house.target(role).pk,
        "token": house.links[kind],
        "username": "bob",
        "device": 999_999,  # of nobody
        "number": 999_999,
    }
    return reverse(name, kwargs={part: parts[part] for part in addresses()[name]})


def _form(house: House, role: str, name: str) -> dict[str, Any]:
    form = _forms().get(name, {})
    if form.get("person") == "target":
        form["person"] = house.target(role).username
    return form


def _told(response: HttpResponse, method: str) -> str:
    if response.status_code != HTTPStatus.FOUND:
        letter = LETTERS[HTTPStatus(response.status_code)]
        return "!" if (method, letter) == ("POST", "+") else letter
    if response["Location"].startswith(reverse("account_login")):
        return "."
    if response["Location"].startswith(reverse("account_reauthenticate")):
        return "p"
    told = get_messages(response.wsgi_request)  # type: ignore[attr-defined]
    return "!" if any(message.level == constants.ERROR for message in told) else ">"
