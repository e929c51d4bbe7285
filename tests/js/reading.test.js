import assert from "node:assert/strict";
import { test } from "node:test";

import { Blocks } from "../../static/js/moderation/blocks_and_mutes.js";
import { Reading } from "../../static/js/reading/reading.js";
import { newsFor } from "../../static/js/reading/tally.js";
import { FakeTimers, message } from "./fakes.js";

const ALICE = 1;
const CARL = 3;

function setUp({ tell } = {}) {
  const timers = new FakeTimers();
  const told = [];
  const place = { isThere: true, isAtEnd: true };
  const reading = new Reading({
    isThere: () => place.isThere,
    isAtEnd: () => place.isAtEnd,
    isNews: newsFor({ person: ALICE, blocks: new Blocks([CARL]) }),
    tell: tell ?? ((what, seq) => told.push(what === "read" ? seq : [what, seq])),
    timers,
  });
  return { reading, told, timers, place };
}

/** What is in view: the messages from the first to the last place, with nothing left out above. */
function view(first, last, facts = {}) {
  return { before: first - 1, last, isEnd: false, ...facts };
}

function atEnd(last, first = last) {
  return view(first, last, { isEnd: true });
}

test("what was on the screen is read, and the server is told once things have settled", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.look(view(4, 8));
  timers.pass(200);
  reading.look(view(6, 12));
  timers.pass(300);
  assert.deepEqual(told, [12]);
});

test("what is scrolled over counts as seen", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.look(view(4, 8));
  reading.look(view(40, 48));
  timers.pass(500);
  assert.deepEqual(told, [48]);
});

test("reading never goes backwards", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 8, unread: 0 });
  reading.look(atEnd(8));
  reading.look(view(1, 3));
  timers.pass(500);
  assert.deepEqual(told, []);
});

test("what the server did not hear is told again", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 3 });
  reading.look(atEnd(8, 5));
  timers.pass(500);
  reading.resume({ read_seq: 5, unread: 3 });
  reading.look(atEnd(8, 5));
  timers.pass(500);
  assert.deepEqual(told, [8, 8]);
});

test("nothing is read while nobody is there", () => {
  const { reading, told, timers, place } = setUp();
  reading.resume({ read_seq: 5, unread: 3 });
  place.isThere = false;
  reading.look(atEnd(8, 5));
  timers.pass(500);
  assert.deepEqual([told, reading.upTo], [[], 5]);
});

test("who looks away at once has not read", () => {
  const { reading, told, timers, place } = setUp();
  reading.resume({ read_seq: 5, unread: 3 });
  reading.look(atEnd(8, 5));
  assert.equal(reading.upTo, 8);
  place.isThere = false;
  timers.pass(500);
  assert.deepEqual([told, reading.upTo], [[], 5]);
});

test("whoever is taken past what is unread has not read it", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.jump();
  reading.look(view(60, 70));
  timers.pass(500);
  assert.deepEqual([told, reading.isApart], [[], true]);
});

test("a link to the last message reads nothing above it", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.jump();
  reading.look(atEnd(120, 110));
  timers.pass(500);
  assert.deepEqual(told, []);
});

test("whoever comes back from there to where they had stopped reads on", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.jump();
  reading.look(view(60, 70));
  reading.look(view(6, 16));
  timers.pass(500);
  assert.deepEqual([told, reading.isApart], [[16], false]);
});

test("whoever scrolls on to the end from there is at the end", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.jump();
  reading.look(view(60, 70));
  reading.look(atEnd(120, 110));
  timers.pass(500);
  assert.deepEqual(told, [120]);
});

test("whoever goes to the end has read all, and the line stays where it was", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.look(view(4, 8));
  reading.goOn();
  assert.equal(reading.isBehind, true);
  reading.look(atEnd(120, 110));
  timers.pass(500);
  assert.deepEqual([told, reading.isBehind, reading.lineAfter], [[120], false, 5]);
});

test("the unread line stands where the person stopped reading", () => {
  const { reading } = setUp();
  reading.resume({ read_seq: 5, unread: 3 });
  assert.equal(reading.lineAfter, 5);
});

test("there is no unread line when nothing was unread", () => {
  const { reading } = setUp();
  reading.resume({ read_seq: 5, unread: 0 });
  assert.equal(reading.lineAfter, null);
});

test("what comes while nobody is there gets the line, comings and goings do not", () => {
  const { reading, place } = setUp();
  place.isThere = false;
  reading.arrived([message(9, { kind: "joined" }), message(10)]);
  reading.arrived([message(11)]);
  assert.equal(reading.lineAfter, 9);
});

test("what comes while somebody reads further up gets the line", () => {
  const { reading, place } = setUp();
  place.isAtEnd = false;
  reading.arrived([message(10)]);
  assert.equal(reading.lineAfter, 9);
});

test("the line stays where it is until the end was seen", () => {
  const { reading, place } = setUp();
  reading.resume({ read_seq: 5, unread: 3 });
  place.isAtEnd = false;
  reading.arrived([message(9)]);
  assert.equal(reading.lineAfter, 5);
});

test("what comes while somebody looks gets no line", () => {
  const { reading } = setUp();
  reading.arrived([message(10)]);
  assert.equal(reading.lineAfter, null);
});

test("neither one's own words nor those of somebody blocked are news", () => {
  const { reading, place } = setUp();
  place.isThere = false;
  reading.arrived([message(10, { author: { id: ALICE } }), message(11, { author: { id: CARL } })]);
  assert.equal(reading.lineAfter, null);
});

test("looking keeps the line, writing clears it", () => {
  const { reading, place } = setUp();
  place.isThere = false;
  reading.arrived([message(10)]);
  place.isThere = true;
  reading.look(atEnd(10));
  assert.equal(reading.lineAfter, 9);
  reading.wrote();
  assert.equal(reading.lineAfter, null);
});

test("writing reads everything, wherever the page was taken", () => {
  const { reading, told, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.jump();
  reading.look(view(60, 70));
  reading.wrote();
  reading.look(atEnd(120, 110));
  timers.pass(500);
  assert.deepEqual([told, reading.isBehind], [[120], false]);
});

/** Alice looks at the end, message 9, and has read it. */
function readToTheEnd() {
  const parts = setUp();
  parts.reading.resume({ read_seq: 5, unread: 0 });
  parts.reading.look(atEnd(9, 5));
  parts.timers.pass(500);
  parts.reading.told({ read_seq: 9, unread: 0 });
  parts.told.length = 0;
  return parts;
}

test("what is marked as unread gets the line and is not read again at once", () => {
  const { reading, told, timers } = readToTheEnd();
  assert.equal(reading.markUnread(7), true);
  reading.told({ read_seq: 6, unread: 3 });
  reading.look(atEnd(9, 5));
  timers.pass(500);
  assert.deepEqual([reading.lineAfter, reading.upTo, told], [6, 6, [["unread", 7]]]);
});

test("whoever comes back to the window reads it again", () => {
  const { reading, told, timers } = readToTheEnd();
  reading.markUnread(7);
  reading.leave();
  reading.look(atEnd(9, 5));
  timers.pass(500);
  assert.deepEqual(told, [["unread", 7], 9]);
});

test("whoever scrolls away from it and back reads it again", () => {
  const { reading, told, timers } = readToTheEnd();
  reading.markUnread(7);
  reading.look(view(1, 4));
  timers.pass(500);
  assert.deepEqual(told, [["unread", 7]]);
  reading.look(atEnd(9, 5));
  timers.pass(500);
  assert.deepEqual(told, [["unread", 7], 9]);
});

test("what is marked as unread on another device is not read again here at once", () => {
  const { reading, told, timers } = readToTheEnd();
  reading.told({ read_seq: 4, unread: 3 });
  reading.look(atEnd(9, 5));
  timers.pass(500);
  assert.deepEqual([reading.lineAfter, told], [4, []]);
});

test("nothing is marked while the server cannot be told", () => {
  const { reading } = setUp({ tell: () => false });
  assert.equal(reading.markUnread(7), false);
  assert.equal(reading.lineAfter, null);
});

test("what was read on another device has no line here", () => {
  const { reading, place } = readToTheEnd();
  place.isThere = false;
  reading.arrived([message(10), message(11)]);
  reading.told({ read_seq: 11, unread: 0 });
  assert.deepEqual([reading.lineAfter, reading.upTo], [null, 11]);
});

test("what came after the other device read has the line", () => {
  const { reading, place } = readToTheEnd();
  place.isThere = false;
  reading.arrived([message(10), message(11)]);
  reading.told({ read_seq: 10, unread: 0 });
  assert.equal(reading.lineAfter, 10);
});

test("the line goes on as another device reads on", () => {
  const { reading } = setUp();
  reading.resume({ read_seq: 5, unread: 100 });
  reading.told({ read_seq: 60, unread: 45 });
  assert.equal(reading.lineAfter, 60);
});

test("what was read elsewhere while the connection was away is read here", () => {
  const { reading, place } = readToTheEnd();
  place.isThere = false;
  reading.arrived([message(10), message(11)]);
  reading.resume({ read_seq: 11, unread: 0 });
  assert.equal(reading.lineAfter, null);
});

test("the answer to what was read here leaves the line", () => {
  const { reading, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 4 });
  reading.look(atEnd(9, 5));
  timers.pass(500);
  reading.told({ read_seq: 9, unread: 0 });
  assert.equal(reading.lineAfter, 5);
});

test("a late word of another device is not a mark", () => {
  const { reading, timers } = setUp();
  reading.resume({ read_seq: 5, unread: 3 });
  reading.look(atEnd(9, 5));
  timers.pass(500);
  reading.told({ read_seq: 8, unread: 1 });
  assert.deepEqual([reading.upTo, reading.lineAfter], [9, 5]);
});

test("what was read of another database is forgotten before the new one tells", () => {
  const { reading } = setUp();
  reading.resume({ read_seq: 40, unread: 3 });
  reading.forget();
  reading.resume({ read_seq: 12, unread: 2 });
  assert.deepEqual([reading.lineAfter, reading.upTo], [12, 12]);
  reading.forget();
  reading.resume({ read_seq: 30, unread: 0 });
  assert.deepEqual([reading.lineAfter, reading.isBehind], [null, false]);
});
