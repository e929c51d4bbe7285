import assert from "node:assert/strict";
import { test } from "node:test";

import { Feed } from "../../static/js/log/feed.js";
import { Journal } from "../../static/js/log/journal.js";
import { FakeTimers, message, messages } from "./fakes.js";

const ROOM = 5;

function setUp() {
  const timers = new FakeTimers();
  const sent = [];
  const told = [];
  const page = { messages: messages(11, 20), older: true, newer: false, head: 20, epoch: "one" };
  const journal = new Journal(page);
  const send = (frame) => sent.push(frame);
  const feed = new Feed({ room: ROOM, journal, send, timers, random: () => 0 });
  for (const name of ["report", "restart", "gone"]) {
    feed.addEventListener(name, ({ detail }) => told.push([name, detail]));
  }
  return { feed, journal, sent, told, timers };
}

const newest = {
  type: "history",
  room: ROOM,
  messages: messages(91, 95),
  older: true,
  newer: false,
  head: 95,
};

function changes(after, seq) {
  return { type: "changes", room: ROOM, after, upto: seq, head: seq, messages: [message(seq)] };
}

test("hello names the open room and where this page stands", () => {
  const { feed } = setUp();
  assert.deepEqual(feed.hello(), { type: "hello", epoch: "one", rooms: { 5: 20 } });
});

test("changes of the room are folded and told", () => {
  const { feed, journal, told } = setUp();
  feed.receive(changes(20, 21));
  assert.equal(journal.cursor, 21);
  assert.equal(told[0][0], "report");
});

test("other rooms are left alone", () => {
  const { feed, told, sent } = setUp();
  feed.receive({ type: "changes", room: 6, after: 99, upto: 100, head: 100, messages: [] });
  assert.deepEqual([told, sent], [[], []]);
});

test("a gap asks for what follows the cursor", () => {
  const { feed, sent } = setUp();
  feed.receive(changes(22, 23));
  assert.deepEqual(sent, [{ type: "join", room: ROOM, after: 20 }]);
});

test("a heartbeat that knows more asks for what follows the cursor", () => {
  const { feed, sent } = setUp();
  feed.receive({ type: "heartbeat", heads: { 5: 21 } });
  assert.deepEqual(sent, [{ type: "join", room: ROOM, after: 20 }]);
});

test("what goes on coming beside a gap is asked for once, and again after five seconds", () => {
  const { feed, sent, timers } = setUp();
  for (const seq of [23, 24, 25]) feed.receive(changes(seq - 1, seq));
  assert.equal(sent.length, 1);
  timers.pass(5_000);
  feed.receive(changes(25, 26));
  assert.deepEqual(sent, Array(2).fill({ type: "join", room: ROOM, after: 20 }));
});

test("a second gap after the first was closed is asked for at once", () => {
  const { feed, sent } = setUp();
  feed.receive(changes(21, 22));
  feed.receive(changes(20, 22));
  feed.receive(changes(30, 31));
  assert.deepEqual(sent.map(({ after }) => after), [20, 22]);
});

test("a first page that never came is asked for again at a heartbeat", () => {
  const { feed, sent, timers } = setUp();
  feed.receive({ type: "resync", room: ROOM, reason: "behind", head: 95 });
  timers.pass(25_000);
  feed.receive({ type: "heartbeat", heads: { 5: 95 } });
  assert.deepEqual(sent, Array(2).fill({ type: "join", room: ROOM }));
});

test("a resync begins again with the newest page", () => {
  const { feed, journal, sent, told } = setUp();
  feed.receive({ type: "resync", room: ROOM, reason: "behind", head: 95 });
  assert.deepEqual(sent, [{ type: "join", room: ROOM }]);
  feed.receive(newest);
  assert.equal(journal.cursor, 95);
  assert.deepEqual(told, [["restart", { sameEpoch: true }]]);
});

test("changes between a resync and its page are not folded into what is old", () => {
  const { feed, journal } = setUp();
  feed.receive({ type: "resync", room: ROOM, reason: "behind", head: 95 });
  feed.receive(changes(20, 21));
  assert.equal(journal.cursor, 20);
});

test("in another epoch the old numbers are forgotten", () => {
  const { feed, journal, told } = setUp();
  feed.receive({ type: "welcome", epoch: "two" });
  assert.deepEqual(feed.hello(), { type: "hello", epoch: "two", rooms: {} });
  feed.receive({ type: "resync", room: ROOM, reason: "epoch", head: 95 });
  assert.equal(journal.epoch, "one");
  feed.receive(newest);
  assert.equal(journal.epoch, "two");
  assert.deepEqual(told, [["restart", { sameEpoch: false }]]);
});

test("another epoch is told as such however often the way to it is cut off", () => {
  const { feed, told } = setUp();
  for (let time = 0; time < 2; time += 1) feed.receive({ type: "welcome", epoch: "two" });
  feed.receive(newest);
  feed.receive({ type: "resync", room: ROOM, reason: "behind", head: 95 });
  feed.receive(newest);
  assert.deepEqual(told.map(([, detail]) => detail.sameEpoch), [false, true]);
});

test("a restart that was cut off begins again at the next welcome", () => {
  const { feed, sent } = setUp();
  feed.receive({ type: "resync", room: ROOM, reason: "behind", head: 95 });
  feed.receive({ type: "welcome", epoch: "one" });
  assert.deepEqual(sent, [
    { type: "join", room: ROOM },
    { type: "join", room: ROOM },
  ]);
});

test("a room that is not there is told as gone", () => {
  const { feed, told } = setUp();
  feed.receive({ type: "error", room: ROOM, code: "not_found" });
  assert.equal(told[0][0], "gone");
});

test("a join that was refused for now is tried again after its time", () => {
  const { feed, sent, timers } = setUp();
  feed.receive({ type: "error", room: ROOM, code: "unavailable", retry_after: 2 });
  timers.pass(2_000);
  assert.deepEqual(sent, [{ type: "join", room: ROOM, after: 20 }]);
});

test("the refusal of a message is not the room's matter", () => {
  const { feed, told } = setUp();
  feed.receive({ type: "error", room: ROOM, nonce: "n", code: "not_found" });
  assert.deepEqual(told, []);
});

test("a heartbeat that does not name the room asks for it: the server does not watch it", () => {
  const { feed, sent } = setUp();
  feed.receive({ type: "heartbeat", heads: {} });
  assert.deepEqual(sent, [{ type: "join", room: ROOM, after: 20 }]);
});

test("a room that is gone is not asked for at every heartbeat", () => {
  const { feed, sent } = setUp();
  feed.receive({ type: "error", room: ROOM, code: "not_found" });
  feed.receive({ type: "heartbeat", heads: {} });
  assert.deepEqual(sent, []);
});
