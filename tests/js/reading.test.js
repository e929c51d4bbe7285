import assert from "node:assert/strict";
import { test } from "node:test";

import { Reading } from "../../static/js/reading.js";
import { FakeTimers, message } from "./fakes.js";

const ALICE = 1;

function setUp() {
  const timers = new FakeTimers();
  const told = [];
  const place = { isLooking: true };
  const isLooking = () => place.isLooking;
  const tell = (what, seq) => told.push(what === "read" ? seq : [what, seq]);
  const reading = new Reading({ person: ALICE, isLooking, tell, timers });
  return { reading, told, timers, place };
}

test("the server is told once after things have settled", () => {
  const { reading, told, timers } = setUp();
  reading.resume(5, 3);
  reading.look(8);
  timers.pass(200);
  reading.look(9);
  timers.pass(300);
  assert.deepEqual(told, [9]);
});

test("reading never goes backwards", () => {
  const { reading, told, timers } = setUp();
  reading.resume(8, 0);
  reading.look(8);
  timers.pass(500);
  assert.deepEqual(told, []);
});

test("what the server did not hear is told again", () => {
  const { reading, told, timers } = setUp();
  reading.resume(5, 3);
  reading.look(8);
  timers.pass(500);
  reading.resume(5, 3);
  reading.look(8);
  timers.pass(500);
  assert.deepEqual(told, [8, 8]);
});

test("nothing is read while nobody looks", () => {
  const { reading, told, timers, place } = setUp();
  reading.resume(5, 3);
  place.isLooking = false;
  reading.look(8);
  timers.pass(500);
  assert.deepEqual(told, []);
});

test("who looks away at once has not read", () => {
  const { reading, told, timers, place } = setUp();
  reading.resume(5, 3);
  reading.look(8);
  place.isLooking = false;
  timers.pass(500);
  assert.deepEqual(told, []);
});

test("the unread line stands where the person stopped reading", () => {
  const { reading } = setUp();
  reading.resume(5, 3);
  assert.equal(reading.lineAfter, 5);
});

test("there is no unread line when nothing was unread", () => {
  const { reading } = setUp();
  reading.resume(5, 0);
  assert.equal(reading.lineAfter, null);
});

test("what comes while nobody looks is counted and gets the line", () => {
  const { reading, place } = setUp();
  place.isLooking = false;
  reading.arrived([message(9, { kind: "joined" }), message(10)]);
  reading.arrived([message(11)]);
  assert.deepEqual([reading.unseen, reading.lineAfter], [2, 9]);
});

test("the line stays where it is until the end was seen", () => {
  const { reading, place } = setUp();
  place.isLooking = false;
  reading.resume(5, 3);
  reading.arrived([message(9)]);
  assert.equal(reading.lineAfter, 5);
});

test("what comes while somebody looks is neither", () => {
  const { reading } = setUp();
  reading.arrived([message(10)]);
  assert.deepEqual([reading.unseen, reading.lineAfter], [0, null]);
});

test("one's own words are never news", () => {
  const { reading, place } = setUp();
  place.isLooking = false;
  reading.arrived([message(10, { author: { id: ALICE } })]);
  assert.equal(reading.unseen, 0);
});

test("looking clears the count and keeps the line, writing clears the line", () => {
  const { reading, place } = setUp();
  place.isLooking = false;
  reading.arrived([message(10)]);
  place.isLooking = true;
  reading.look(10);
  assert.deepEqual([reading.unseen, reading.lineAfter], [0, 9]);
  reading.wrote();
  assert.equal(reading.lineAfter, null);
});

/** Alice looks at the end, message 9, and has read it. */
function readToTheEnd() {
  const parts = setUp();
  parts.reading.resume(5, 0);
  parts.reading.look(9);
  parts.timers.pass(500);
  parts.reading.told({ read_seq: 9, unread: 0 });
  parts.told.length = 0;
  return parts;
}

test("what is marked as unread gets the line and is not read again at once", () => {
  const { reading, told, timers } = readToTheEnd();
  assert.equal(reading.markUnread(7), true);
  reading.told({ read_seq: 6, unread: 3 });
  reading.look(9);
  timers.pass(500);
  assert.deepEqual([reading.lineAfter, reading.isReading, told], [6, false, [["unread", 7]]]);
});

test("who comes back to the end reads it again", () => {
  const { reading, told, timers, place } = readToTheEnd();
  reading.markUnread(7);
  place.isLooking = false;
  reading.look(9);
  place.isLooking = true;
  reading.look(9);
  timers.pass(500);
  assert.deepEqual(told, [["unread", 7], 9]);
});

test("what is marked as unread on another device is not read again here at once", () => {
  const { reading, told, timers } = readToTheEnd();
  reading.told({ read_seq: 4, unread: 3 });
  reading.look(9);
  timers.pass(500);
  assert.deepEqual([reading.lineAfter, told], [4, []]);
});

test("nothing is marked while the server cannot be told", () => {
  const reading = new Reading({ person: ALICE, isLooking: () => true, tell: () => false });
  assert.equal(reading.markUnread(7), false);
  assert.equal(reading.lineAfter, null);
});

test("what was read on another device is not unseen here", () => {
  const { reading, place } = readToTheEnd();
  place.isLooking = false;
  reading.arrived([message(10), message(11)]);
  reading.told({ read_seq: 11, unread: 0 });
  assert.deepEqual([reading.unseen, reading.lineAfter], [0, null]);
});

test("what came after the other device read is unseen", () => {
  const { reading, place } = readToTheEnd();
  place.isLooking = false;
  reading.arrived([message(10), message(11)]);
  reading.told({ read_seq: 10, unread: 0 });
  assert.deepEqual([reading.unseen, reading.lineAfter], [2, 9]);
});

test("a late word of another device is not a mark", () => {
  const { reading, timers } = setUp();
  reading.resume(5, 3);
  reading.look(9);
  timers.pass(500);
  reading.told({ read_seq: 8, unread: 1 });
  assert.deepEqual([reading.isReading, reading.lineAfter], [true, 5]);
});
