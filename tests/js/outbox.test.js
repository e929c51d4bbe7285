import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../static/js/outbox.js";
import { Shelf } from "../../static/js/shelf.js";
import { FakeStorage, FakeTimers } from "./fakes.js";

const ROOM = 5;

function setUp(storage = new FakeStorage()) {
  const timers = new FakeTimers();
  const sent = [];
  const shelf = new Shelf(storage, "outbox:1:");
  const send = (frame) => sent.push(frame) > 0;
  const outbox = new Outbox({ shelf, send, timers, random: () => 0 });
  const bodies = () => sent.map(({ body }) => body);
  const write = (body, room = ROOM) => outbox.add(room, { type: "message", body });
  return { outbox, write, sent, bodies, timers, shelf, storage };
}

test("a message is sent at once when the socket is ready", () => {
  const { outbox, write, sent } = setUp();
  outbox.connected();
  write("hello");
  const { nonce, ...frame } = sent[0];
  assert.deepEqual(frame, { type: "message", room: ROOM, body: "hello" });
  assert.match(nonce, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

test("what is written while offline is sent in the order of writing", () => {
  const { outbox, write, sent, bodies } = setUp();
  for (const body of ["one", "two", "three"]) write(body);
  assert.deepEqual(sent, []);
  outbox.connected();
  for (let place = 0; place < 3; place += 1) outbox.acknowledged(sent[place]);
  assert.deepEqual(bodies(), ["one", "two", "three"]);
});

test("one message of a room is on its way at a time", () => {
  const { outbox, write, bodies } = setUp();
  outbox.connected();
  write("one");
  write("two");
  assert.deepEqual(bodies(), ["one"]);
});

test("rooms do not wait for each other", () => {
  const { outbox, write, bodies } = setUp();
  outbox.connected();
  write("here");
  write("there", 6);
  assert.deepEqual(bodies(), ["here", "there"]);
});

test("what was not acknowledged is sent again with the same nonce after a reconnect", () => {
  const { outbox, write, sent } = setUp();
  outbox.connected();
  write("hello");
  outbox.disconnected();
  outbox.connected();
  assert.equal(sent.length, 2);
  assert.equal(sent[0].nonce, sent[1].nonce);
});

test("an answer that never comes is asked for again", () => {
  const { outbox, write, sent, timers } = setUp();
  outbox.connected();
  write("hello");
  timers.pass(15_000);
  assert.equal(sent.length, 2);
  assert.equal(sent[0].nonce, sent[1].nonce);
});

test("a busy server is asked again after its time, and what follows waits behind", () => {
  const { outbox, write, sent, bodies, timers } = setUp();
  outbox.connected();
  write("one");
  write("two");
  outbox.refused({ nonce: sent[0].nonce, code: "busy", retry_after: 2 });
  timers.pass(1_999);
  assert.deepEqual(bodies(), ["one"]);
  timers.pass(1);
  assert.deepEqual(bodies(), ["one", "one"]);
  outbox.acknowledged(sent[1]);
  assert.deepEqual(bodies(), ["one", "one", "two"]);
});

for (const code of ["rate_limited", "busy", "unavailable", "internal"]) {
  test(`after ${code} without a time it waits longer each time`, () => {
    const { outbox, write, sent, timers } = setUp();
    outbox.connected();
    write("hello");
    for (const [attempt, wait] of [1_000, 2_000, 4_000].entries()) {
      outbox.refused({ nonce: sent[0].nonce, code });
      timers.pass(wait - 1);
      assert.equal(sent.length, attempt + 1);
      timers.pass(1);
      assert.equal(sent.length, attempt + 2);
    }
  });
}

test("a refusal that stands fails the message, and the next one goes", () => {
  const { outbox, write, sent, bodies } = setUp();
  outbox.connected();
  write("one");
  write("two");
  outbox.refused({ nonce: sent[0].nonce, code: "too_long" });
  assert.deepEqual(bodies(), ["one", "two"]);
  const [failed] = outbox.messagesOf(ROOM);
  assert.deepEqual([failed.state, failed.code], ["failed", "too_long"]);
});

test("a failed message is tried again by hand with its nonce", () => {
  const { outbox, write, sent } = setUp();
  outbox.connected();
  write("hello");
  outbox.refused({ nonce: sent[0].nonce, code: "not_member" });
  outbox.retry(sent[0].nonce);
  assert.equal(sent[1].nonce, sent[0].nonce);
});

test("a failed message can be discarded, a waiting one cannot", () => {
  const { outbox, write, sent } = setUp();
  outbox.connected();
  write("hello");
  outbox.discard(sent[0].nonce);
  assert.equal(outbox.messagesOf(ROOM).length, 1);
  outbox.refused({ nonce: sent[0].nonce, code: "empty" });
  outbox.discard(sent[0].nonce);
  assert.deepEqual(outbox.messagesOf(ROOM), []);
});

test("an acknowledged message stays until it is visible", () => {
  const { outbox, write, sent, shelf } = setUp();
  outbox.connected();
  write("hello");
  outbox.acknowledged(sent[0]);
  assert.equal(outbox.messagesOf(ROOM)[0].state, "stored");
  assert.deepEqual(shelf.all(), [], "it is stored: nothing needs to be kept here");
  outbox.seen(sent[0].nonce);
  assert.deepEqual(outbox.messagesOf(ROOM), []);
});

test("a message that is visible before it is acknowledged is done, and the next one goes", () => {
  const { outbox, write, sent, bodies } = setUp();
  outbox.connected();
  write("one");
  write("two");
  outbox.seen(sent[0].nonce);
  outbox.acknowledged(sent[0]);
  assert.deepEqual(bodies(), ["one", "two"]);
  assert.equal(outbox.messagesOf(ROOM).length, 1);
});

test("what was not sent outlives the page, in order and with its nonces", () => {
  const before = setUp();
  before.write("one");
  before.write("elsewhere", 6);
  before.write("two");
  const nonces = before.outbox.messagesOf(ROOM).map(({ nonce }) => nonce);
  const { outbox, bodies } = setUp(before.storage);
  assert.deepEqual(outbox.messagesOf(ROOM).map(({ nonce }) => nonce), nonces);
  outbox.connected();
  assert.deepEqual(bodies(), ["one", "elsewhere"]);
});

test("people of one browser do not see each other's outbox", () => {
  const storage = new FakeStorage();
  new Shelf(storage, "outbox:2:").put("x", { nonce: "x", room: ROOM, at: 1, state: "waiting" });
  assert.deepEqual(setUp(storage).outbox.messagesOf(ROOM), []);
});

test("a storage that is full does not stop a message", () => {
  const storage = new FakeStorage();
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  const { outbox, write, bodies } = setUp(storage);
  outbox.connected();
  write("hello");
  assert.deepEqual(bodies(), ["hello"]);
});

test("nothing is sent while the socket is away", () => {
  const { outbox, write, sent, timers } = setUp();
  outbox.connected();
  outbox.disconnected();
  write("hello");
  timers.pass(60_000);
  assert.deepEqual(sent, []);
});

test("an answer names what it answers, and not how that is shown", () => {
  const { outbox, sent } = setUp();
  outbox.connected();
  const quoted = { id: 7, seq: 3, excerpt: "shown above" };
  outbox.add(ROOM, { type: "message", body: "yes", reply_to: 7, quoted });
  const { nonce, ...frame } = sent[0];
  assert.deepEqual(frame, { type: "message", room: ROOM, body: "yes", reply_to: 7 });
});

test("every act is told with what it needs and nothing else", () => {
  const acts = [
    { type: "edit", id: 7, body: "new" },
    { type: "delete", id: 7 },
    { type: "react", id: 7, emoji: "👍" },
    { type: "unreact", id: 7, emoji: "👍" },
    { type: "pin", id: 7 },
    { type: "unpin", id: 7 },
  ];
  for (const act of acts) {
    const { outbox, sent } = setUp();
    outbox.connected();
    outbox.add(ROOM, act);
    const { nonce, ...frame } = sent[0];
    assert.deepEqual(frame, { ...act, room: ROOM });
  }
});

test("an act waits behind the message before it", () => {
  const { outbox, write, sent } = setUp();
  outbox.connected();
  write("one");
  outbox.add(ROOM, { type: "react", id: 7, emoji: "👍" });
  assert.equal(sent.length, 1);
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 8 });
  assert.equal(sent[1].type, "react");
});

test("changes are told by the message they are about, and are no messages", () => {
  const { outbox } = setUp();
  outbox.add(ROOM, { type: "pin", id: 7 });
  outbox.add(ROOM, { type: "edit", id: 7, body: "new" });
  outbox.add(ROOM, { type: "delete", id: 9 });
  outbox.add(6, { type: "delete", id: 11 });
  const changes = outbox.changesOf(ROOM);
  assert.deepEqual(changes.get(7).map(({ type }) => type), ["pin", "edit"]);
  assert.deepEqual([...changes.keys()], [7, 9]);
  assert.deepEqual(outbox.messagesOf(ROOM), []);
});

test("an act stays until its change is visible", () => {
  const { outbox, sent } = setUp();
  outbox.connected();
  outbox.add(ROOM, { type: "pin", id: 7 });
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 30 });
  outbox.reached(ROOM, 29);
  assert.equal(outbox.changesOf(ROOM).size, 1);
  outbox.reached(ROOM, 30);
  assert.equal(outbox.changesOf(ROOM).size, 0);
});

test("what was never acknowledged is not taken for visible", () => {
  const { outbox, write } = setUp();
  write("one");
  outbox.reached(ROOM, 1_000);
  assert.equal(outbox.messagesOf(ROOM).length, 1);
});

test("what an earlier version kept is a message", () => {
  const storage = new FakeStorage();
  const kept = { nonce: "x", room: ROOM, body: "kept", at: 1, state: "waiting", code: null };
  new Shelf(storage, "outbox:1:").put("x", kept);
  const { outbox, bodies } = setUp(storage);
  outbox.connected();
  assert.deepEqual(bodies(), ["kept"]);
});
