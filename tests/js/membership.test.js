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
  const membership = new Membership({ room: { ...ROOM, kind }, ...rights }, CLOCK);
  const told = [];
  for (const name of ["change", "doubt"]) membership.addEventListener(name, () => told.push(name));
  return { membership, told };
}

function rooms(...list) {
  return { type: "rooms", rooms: list };
}

test("the room's own facts are followed", () => {
  const { membership } = setUp();
  membership.receive({ type: "room", room: 5, facts: { ...ROOM, name: "Hall" } });
  assert.deepEqual([membership.room.name, membership.role, membership.may("write")], ["Hall", "member", true]);
});

test("what the person may do is what the server says", () => {
  const { membership } = setUp();
  membership.receive({ type: "rights", room: 5, rights: ARCHIVED });
  assert.deepEqual([membership.may("write"), membership.silence, membership.room.name], [false, "archived", "Lobby"]);
  membership.receive({ type: "rights", room: 6, rights: OWNER });
  assert.equal(membership.may("moderate"), false);
});

test("a mute holds until it is over by the server's clock", () => {
  const { membership } = setUp();
  const muted = (at) => {
    const then = { at, may: MEMBER.may, silence: null };
    membership.receive(rooms({ ...ROOM, ...MEMBER, may: ["read"], silence: "muted", then }));
    return [membership.silence, membership.may("write"), membership.muteRest];
  };
  assert.deepEqual(muted("2026-11-26T12:00:06Z"), ["muted", false, 6_000]);
  assert.deepEqual(muted("2026-11-26T11:59:59Z"), [null, true, 0]);
});

test("the list says which role the person has, and why they were muted", () => {
  const { membership } = setUp();
  membership.receive(rooms({ ...ROOM, ...OWNER, head: 9, mute: { reason: "loud" } }));
  assert.deepEqual([membership.role, membership.may("moderate"), membership.mute.reason], ["owner", true, "loud"]);
  assert.equal("head" in membership.room, false);
});

test("who is removed from a public room reads on as a guest, as soon as the server says what they may", () => {
  const { membership } = setUp();
  membership.receive({ type: "removed", room: 5, seq: 9, readable: true });
  assert.deepEqual([membership.role, membership.isLost, membership.may("join")], [null, false, false]);
  membership.receive({ type: "rights", room: 5, rights: GUEST });
  assert.equal(membership.may("join"), true);
});

test("whoever was removed asks again when something has changed for them", () => {
  const { membership, told } = setUp({ ...GUEST, may: ["read"], silence: "removed" });
  membership.receive(rooms());
  assert.deepEqual(told, ["doubt"]);
  membership.become({ room: ROOM, ...GUEST });
  assert.equal(membership.may("join"), true);
});

test("who is removed from a private room has lost it", () => {
  const { membership } = setUp(MEMBER, "private");
  membership.receive({ type: "removed", room: 5, seq: 9, readable: false });
  assert.deepEqual([membership.role, membership.isLost, membership.may("read")], [null, true, false]);
});

test("who is added again may open it again", () => {
  const { membership } = setUp(MEMBER, "private");
  membership.lose();
  membership.receive(rooms({ ...ROOM, ...MEMBER, kind: "private" }));
  assert.deepEqual([membership.isLost, membership.isBack, membership.may("write")], [true, true, false]);
});

test("a guest who is added becomes a member in place", () => {
  const { membership } = setUp(GUEST);
  membership.receive(rooms({ ...ROOM, ...MEMBER }));
  assert.equal(membership.may("write"), true);
});

test("a list without the room is no proof: archived rooms are not in it", () => {
  const { membership, told } = setUp(ARCHIVED);
  for (const type of ["rooms", "welcome"]) membership.receive({ type, rooms: [] });
  assert.deepEqual([membership.role, told], ["member", []]);
});
