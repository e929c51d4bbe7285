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
  const reading = new Reading({ person: ALICE, isLooking, tell: (seq) => told.push(seq), timers });
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
