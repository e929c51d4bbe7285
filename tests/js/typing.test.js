import assert from "node:assert/strict";
import { test } from "node:test";

import { Typing } from "../../static/js/typing.js";
import { FakeTimers, message } from "./fakes.js";

const ALICE = 1;
const BOB = { id: 2, username: "bob", name: "Bob" };
const CAROL = { id: 3, username: "carol", name: "Carol" };

function setUp() {
  const place = { isReady: true };
  const sent = [];
  const send = (frame) => place.isReady && sent.push(frame) > 0;
  const timers = new FakeTimers();
  const typing = new Typing({ room: 5, reader: ALICE, send, timers });
  const ids = () => typing.people.map(({ id }) => id);
  return { typing, timers, sent, place, ids };
}

function writes(person, room = 5) {
  return { type: "typing", room, person };
}

test("it is said at most every three seconds", () => {
  const { typing, timers, sent } = setUp();
  for (const text of ["H", "He", "Hel"]) {
    typing.wrote(text);
    timers.pass(1_000);
  }
  assert.deepEqual(sent, [{ type: "typing", room: 5 }]);
  typing.wrote("Hell");
  assert.equal(sent.length, 2);
});

test("nothing is said of an empty text", () => {
  const { typing, sent } = setUp();
  typing.wrote(" \n");
  assert.deepEqual(sent, []);
});

test("the next message is said anew", () => {
  const { typing, sent } = setUp();
  typing.wrote("one");
  typing.sent();
  typing.wrote("two");
  assert.equal(sent.length, 2);
});

test("what could not be said is said with the next letter", () => {
  const { typing, sent, place } = setUp();
  place.isReady = false;
  typing.wrote("a");
  place.isReady = true;
  typing.wrote("ab");
  assert.equal(sent.length, 1);
});

test("who writes is shown until six seconds after the last sign", () => {
  const { typing, timers, ids } = setUp();
  typing.receive(writes(BOB));
  timers.pass(4_000);
  typing.receive(writes(BOB));
  typing.receive(writes(CAROL));
  timers.pass(5_000);
  assert.deepEqual(ids(), [2, 3]);
  timers.pass(1_000);
  assert.deepEqual(ids(), []);
});

test("who has said it is not writing any more", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB));
  typing.receive(writes(CAROL));
  typing.receive({ type: "changes", room: 5, messages: [message(9, { author: BOB })] });
  assert.deepEqual(ids(), [3]);
});

test("other rooms and one's own other windows are no matter", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB, 6));
  typing.receive(writes({ id: ALICE }));
  assert.deepEqual(ids(), []);
});
