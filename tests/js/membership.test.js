import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerClock } from "../../static/js/net/clocks.js";
import { Membership } from "../../static/js/sidebar/membership.js";

const ROOM = { id: 5, slug: "lobby", name: "Lobby", kind: "public", archived: false, people: [] };
const NOON = "2026-11-26T12:00:00Z";
const CLOCK = new ServerClock(NOON, () => 0);

const MEMBER = { role: "member", may: ["read", "write"], silence: null, then: null };
const OWNER = { ...MEMBER, role: "owner", may: ["read", "write", "moderate"] };
const GUEST = { role: null, may: ["read", "join"], silence: "not_member", then: null };
const ARCHIVED = { ...MEMBER, may: ["read"], silence: "archived" };

function setUp(rights = MEMBER, kind = "public") {
  const seat = new Membership({ room: { ...ROOM, kind }, ...rights }, CLOCK);
  const told = [];
  for (const name of ["change", "doubt"]) seat.addEventListener(name, () => told.push(name));
  return { seat, told };
}

function rooms(...list) {
  return { type: "rooms", rooms: list };
}

test("the room's own facts are followed", () => {
  const { seat } = setUp();
  seat.receive({ type: "room", room: 5, facts: { ...ROOM, name: "Hall" } });
  assert.deepEqual([seat.room.name, seat.role, seat.may("write")], ["Hall", "member", true]);
});

test("what the person may do is what the server says", () => {
  const { seat } = setUp();
  seat.receive({ type: "rights", room: 5, rights: ARCHIVED });
  assert.deepEqual([seat.may("write"), seat.silence, seat.room.name], [false, "archived", "Lobby"]);
  seat.receive({ type: "rights", room: 6, rights: OWNER });
  assert.equal(seat.may("moderate"), false);
});

test("a mute holds until it is over by the server's clock", () => {
  const { seat } = setUp();
  const muted = (at) => {
    const then = { at, may: MEMBER.may, silence: null };
    seat.receive(rooms({ ...ROOM, ...MEMBER, may: ["read"], silence: "muted", then }));
    return [seat.silence, seat.may("write"), seat.muteRest];
  };
  assert.deepEqual(muted("2026-11-26T12:00:06Z"), ["muted", false, 6_000]);
  assert.deepEqual(muted("2026-11-26T11:59:59Z"), [null, true, 0]);
});

test("the list says which role the person has, and why they were muted", () => {
  const { seat } = setUp();
  seat.receive(rooms({ ...ROOM, ...OWNER, head: 9, mute: { reason: "loud" } }));
  assert.deepEqual([seat.role, seat.may("moderate"), seat.mute.reason], ["owner", true, "loud"]);
  assert.equal("head" in seat.room, false);
});

test("who is removed from a public room reads on as a guest, as soon as the server says what they may", () => {
  const { seat } = setUp();
  seat.receive({ type: "removed", room: 5, seq: 9, readable: true });
  assert.deepEqual([seat.role, seat.isLost, seat.may("join")], [null, false, false]);
  seat.receive({ type: "rights", room: 5, rights: GUEST });
  assert.equal(seat.may("join"), true);
});

test("whoever was removed asks again when something has changed for them", () => {
  const { seat, told } = setUp({ ...GUEST, may: ["read"], silence: "removed" });
  seat.receive(rooms());
  assert.deepEqual(told, ["doubt"]);
  seat.become({ room: ROOM, ...GUEST });
  assert.equal(seat.may("join"), true);
});

test("who is removed from a private room has lost it", () => {
  const { seat } = setUp(MEMBER, "private");
  seat.receive({ type: "removed", room: 5, seq: 9, readable: false });
  assert.deepEqual([seat.role, seat.isLost, seat.may("read")], [null, true, false]);
});

test("who is added again may open it again", () => {
  const { seat } = setUp(MEMBER, "private");
  seat.lose();
  seat.receive(rooms({ ...ROOM, ...MEMBER, kind: "private" }));
  assert.deepEqual([seat.isLost, seat.isBack, seat.may("write")], [true, true, false]);
});

test("a guest who is added becomes a member in place", () => {
  const { seat } = setUp(GUEST);
  seat.receive(rooms({ ...ROOM, ...MEMBER }));
  assert.equal(seat.may("write"), true);
});

test("a list without the room is no proof: archived rooms are not in it", () => {
  const { seat, told } = setUp(ARCHIVED);
  for (const type of ["rooms", "welcome"]) seat.receive({ type, rooms: [] });
  assert.deepEqual([seat.role, told], ["member", []]);
});
