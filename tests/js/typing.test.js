import assert from "node:assert/strict";
import { test } from "node:test";

import { Typing } from "../../static/js/people/typing.js";
import { FakeTimers, message } from "./fakes.js";

const ALICE = 1;
const BOB = { id: 2, username: "bob", name: "Bob" };
const CAROL = { id: 3, username: "carol", name: "Carol" };

function setUp() {
  const place = { isReady: true };
  const sent = [];
  const send = (frame) => place.isReady && sent.push(frame) > 0;
  const timers = new FakeTimers();
  const out = new Set();
  const typing = new Typing({ room: 5, reader: ALICE, send, timers, isOut: ({ id }) => out.has(id) });
  const ids = () => typing.people.map(({ id }) => id);
  return { typing, timers, sent, place, ids, out };
}

function writes(person, room = 5) {
  return { type: "typing", room, person };
}

function changes(after, upto, ...messages) {
  return { type: "changes", room: 5, after, upto, messages };
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
  typing.receive(changes(8, 9, message(9, { author: BOB })));
  assert.deepEqual(ids(), [3]);
});

test("who has said it is not writing any more, although it was changed in the same moment", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB));
  typing.receive(changes(8, 10, message(9, { author: BOB, changed_seq: 10 })));
  assert.deepEqual(ids(), []);
});

test("what is done to an old message of theirs does not end their writing", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB));
  typing.receive(changes(8, 9, message(4, { author: BOB, changed_seq: 9 })));
  typing.receive(changes(4, 9, message(9, { author: CAROL })));
  typing.receive(changes(4, 10, message(9, { author: BOB, changed_seq: 10 })));
  assert.deepEqual(ids(), [2]);
});

test("neither does what they do to the room", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB));
  typing.receive(changes(8, 9, message(9, { author: BOB, kind: "renamed" })));
  assert.deepEqual(ids(), [2]);
});

test("who leaves or is removed is not writing, whatever comes late, until they are back", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB));
  typing.receive(writes(CAROL));
  typing.receive(changes(8, 9, message(9, { author: BOB, kind: "left" })));
  typing.receive(changes(9, 10, message(10, { author: BOB, subject: CAROL, kind: "removed" })));
  typing.receive(writes(BOB));
  typing.receive(writes(CAROL));
  assert.deepEqual(ids(), []);
  typing.receive(changes(10, 11, message(11, { author: BOB, kind: "joined" })));
  typing.receive(changes(11, 12, message(12, { author: BOB, subject: CAROL, kind: "added" })));
  typing.receive(writes(BOB));
  typing.receive(writes(CAROL));
  assert.deepEqual(ids(), [2, 3]);
});

test("who may not write any more is not writing", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB));
  typing.receive({ type: "not_typing", room: 6, person: 2 });
  assert.deepEqual(ids(), [2]);
  typing.receive({ type: "not_typing", room: 5, person: 2 });
  typing.receive({ type: "not_typing", room: 5, person: 2 });
  assert.deepEqual(ids(), []);
});

test("who is blocked or has no account is not shown, and is again once that has ended", () => {
  const { typing, ids, out } = setUp();
  typing.receive(writes(BOB));
  out.add(2);
  assert.deepEqual(ids(), []);
  out.delete(2);
  assert.deepEqual(ids(), [2]);
});

test("other rooms and one's own other windows are no matter", () => {
  const { typing, ids } = setUp();
  typing.receive(writes(BOB, 6));
  typing.receive(writes({ id: ALICE }));
  assert.deepEqual(ids(), []);
});
