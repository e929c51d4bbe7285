import assert from "node:assert/strict";
import { test } from "node:test";

import { Unread } from "../../static/js/unread.js";
import { message } from "./fakes.js";

const ALICE = 1;

function setUp() {
  const sent = [];
  const unread = new Unread({ person: ALICE, open: 5, send: (frame) => sent.push(frame) });
  unread.receive({
    type: "welcome",
    rooms: [
      { id: 5, head: 10, unread: 3 },
      { id: 6, head: 20, unread: 2 },
    ],
  });
  return { unread, sent };
}

function changes(after, ...told) {
  return { type: "changes", room: 6, after, upto: after + told.length, messages: told };
}

test("the other rooms are watched from their heads, the open one is not", () => {
  const { unread, sent } = setUp();
  assert.deepEqual(sent, [{ type: "join", room: 6, after: 20 }]);
  assert.deepEqual([...unread.counts], [[6, 2]]);
});

test("what others say is counted", () => {
  const { unread } = setUp();
  assert.equal(unread.receive(changes(20, message(21), message(22, { kind: "action" }))), true);
  assert.equal(unread.counts.get(6), 4);
});

test("one's own words, comings and goings, and edits are not counted", () => {
  const { unread } = setUp();
  const own = message(21, { author: { id: ALICE } });
  const edited = message(7, { changed_seq: 23 });
  unread.receive(changes(20, own, message(22, { kind: "joined" }), edited));
  assert.equal(unread.counts.get(6), 2);
});

test("the same changes are counted once", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21)));
  assert.equal(unread.receive(changes(20, message(21))), false);
  assert.equal(unread.counts.get(6), 3);
});

test("a gap asks for what was missed", () => {
  const { unread, sent } = setUp();
  unread.receive(changes(25, message(26)));
  assert.deepEqual(sent.at(-1), { type: "join", room: 6, after: 20 });
});

test("a heartbeat that knows more asks for what was missed", () => {
  const { unread, sent } = setUp();
  unread.receive({ type: "heartbeat", heads: { 6: 21 } });
  assert.deepEqual(sent.at(-1), { type: "join", room: 6, after: 20 });
});

test("the next welcome brings the counts that hold", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21)));
  unread.receive({ type: "welcome", rooms: [{ id: 6, head: 21, unread: 0 }] });
  assert.equal(unread.counts.get(6), 0);
});

test("at most a hundred rooms are watched", () => {
  const { unread, sent } = setUp();
  sent.length = 0;
  const rooms = Array.from({ length: 150 }, (_, place) => ({ id: place + 10, head: 1, unread: 0 }));
  unread.receive({ type: "welcome", rooms });
  assert.equal(sent.length, 100);
  assert.equal(unread.counts.size, 150);
});
