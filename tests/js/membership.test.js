import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerClock } from "../../static/js/clocks.js";
import { Membership } from "../../static/js/membership.js";

const ROOM = { id: 5, slug: "lobby", name: "Lobby", kind: "public", archived: false, people: [] };
const NOON = "2026-11-26T12:00:00Z";
const CLOCK = new ServerClock(NOON, () => 0);

function setUp({ role = "member", kind = "public" } = {}) {
  const seat = new Membership({ room: { ...ROOM, kind }, role }, { clock: CLOCK });
  const told = [];
  for (const name of ["change", "doubt"]) seat.addEventListener(name, () => told.push(name));
  return { seat, told };
}

function rooms(...list) {
  return { type: "rooms", rooms: list };
}

test("the room's own facts are followed", () => {
  const { seat } = setUp();
  seat.receive({ type: "room", room: 5, facts: { ...ROOM, name: "Hall", archived: true } });
  assert.deepEqual([seat.room.name, seat.role, seat.rights.write], ["Hall", "member", false]);
});

test("a mute holds until it is over by the server's clock", () => {
  const { seat } = setUp();
  const isMuted = (until) => {
    seat.receive(rooms({ ...ROOM, role: "member", mute: { until, reason: "loud" } }));
    return [seat.isMuted, seat.rights.write, seat.muteRest];
  };
  assert.deepEqual(isMuted("2026-11-26T12:00:06Z"), [true, false, 6_000]);
  assert.deepEqual(isMuted("2026-11-26T11:59:59Z"), [false, true, 0]);
});

test("the list says which role the person has", () => {
  const { seat } = setUp();
  seat.receive(rooms({ ...ROOM, role: "moderator", head: 9 }));
  assert.equal(seat.rights.moderate, true);
  assert.equal("head" in seat.room, false);
});

test("who is removed from a public room reads on as a guest", () => {
  const { seat } = setUp();
  seat.receive({ type: "removed", room: 5, seq: 9, readable: true });
  assert.deepEqual([seat.role, seat.isLost, seat.rights.join], [null, false, true]);
});

test("who left or was removed asks the page whether they may join again", () => {
  const { seat, told } = setUp();
  seat.receive({ type: "removed", room: 5, seq: 9, readable: true });
  assert.deepEqual(told, ["change", "doubt"]);
  seat.become({ room: ROOM, role: null, is_removed: true });
  assert.deepEqual([seat.isRemoved, seat.rights.join], [true, false]);
});

test("whoever was removed asks again when something has changed for them", () => {
  const { seat, told } = setUp({ role: null });
  seat.become({ room: ROOM, role: null, is_removed: true });
  told.length = 0;
  seat.receive(rooms());
  assert.deepEqual(told, ["doubt"]);
  seat.become({ room: ROOM, role: null, is_removed: false });
  assert.equal(seat.rights.join, true);
});

test("who is removed from a private room has lost it", () => {
  const { seat } = setUp({ kind: "private" });
  seat.receive({ type: "removed", room: 5, seq: 9, readable: false });
  assert.deepEqual([seat.role, seat.isLost], [null, true]);
});

test("who is added again may open it again", () => {
  const { seat } = setUp({ kind: "private" });
  seat.lose();
  seat.receive(rooms({ ...ROOM, kind: "private", role: "member" }));
  assert.deepEqual([seat.isLost, seat.isBack, seat.rights.write], [true, true, false]);
});

test("a guest who is added becomes a member in place", () => {
  const { seat } = setUp({ role: null });
  seat.receive(rooms({ ...ROOM, role: "member" }));
  assert.equal(seat.rights.write, true);
});

test("a list without the room is no proof: archived rooms are not in it", () => {
  const { seat, told } = setUp();
  seat.receive(rooms());
  assert.deepEqual([seat.role, told], ["member", []]);
});

test("after a new connection the page is asked what became of the room", () => {
  const { told, seat } = setUp();
  seat.receive({ type: "welcome", rooms: [] });
  assert.deepEqual(told, ["doubt"]);
});

test("a guest is in no list, and that is no doubt", () => {
  const { told, seat } = setUp({ role: null });
  seat.receive({ type: "welcome", rooms: [] });
  assert.deepEqual(told, []);
});

test("in a direct conversation one writes while somebody else has an open account", () => {
  const people = [1, 2, 3].map((id) => ({ id, closed: id === 2 }));
  const closed = new Set([2]);
  const known = { isClosed: ({ id }) => closed.has(id) };
  const room = { ...ROOM, kind: "direct", people };
  const seat = new Membership({ user: { id: 1 }, room, role: "member" }, { people: known, clock: CLOCK });
  assert.deepEqual([seat.isDeserted, seat.rights.write], [false, true]);
  closed.add(3);
  assert.deepEqual([seat.isDeserted, seat.rights.write, seat.rights.pin], [true, false, false]);
  closed.delete(2);
  assert.deepEqual([seat.isDeserted, seat.rights.write], [false, true]);
});
