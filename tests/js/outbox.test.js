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
  return { outbox, sent, bodies, timers, shelf, storage };
}

test("a message is sent at once when the socket is ready", () => {
  const { outbox, sent } = setUp();
  outbox.connected();
  outbox.add(ROOM, "hello");
  const { nonce, ...frame } = sent[0];
  assert.deepEqual(frame, { type: "message", room: ROOM, body: "hello" });
  assert.match(nonce, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

test("what is written while offline is sent in the order of writing", () => {
  const { outbox, sent, bodies } = setUp();
  for (const body of ["one", "two", "three"]) outbox.add(ROOM, body);
  assert.deepEqual(sent, []);
  outbox.connected();
  for (let place = 0; place < 3; place += 1) outbox.acknowledged(sent[place]);
  assert.deepEqual(bodies(), ["one", "two", "three"]);
});

test("one message of a room is on its way at a time", () => {
  const { outbox, bodies } = setUp();
  outbox.connected();
  outbox.add(ROOM, "one");
  outbox.add(ROOM, "two");
  assert.deepEqual(bodies(), ["one"]);
});

test("rooms do not wait for each other", () => {
  const { outbox, bodies } = setUp();
  outbox.connected();
  outbox.add(ROOM, "here");
  outbox.add(6, "there");
  assert.deepEqual(bodies(), ["here", "there"]);
});

test("what was not acknowledged is sent again with the same nonce after a reconnect", () => {
  const { outbox, sent } = setUp();
  outbox.connected();
  outbox.add(ROOM, "hello");
  outbox.disconnected();
  outbox.connected();
  assert.equal(sent.length, 2);
  assert.equal(sent[0].nonce, sent[1].nonce);
});

test("an answer that never comes is asked for again", () => {
  const { outbox, sent, timers } = setUp();
  outbox.connected();
  outbox.add(ROOM, "hello");
  timers.pass(15_000);
  assert.equal(sent.length, 2);
  assert.equal(sent[0].nonce, sent[1].nonce);
});

test("a busy server is asked again after its time, and what follows waits behind", () => {
  const { outbox, sent, bodies, timers } = setUp();
  outbox.connected();
  outbox.add(ROOM, "one");
  outbox.add(ROOM, "two");
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
    const { outbox, sent, timers } = setUp();
    outbox.connected();
    outbox.add(ROOM, "hello");
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
  const { outbox, sent, bodies } = setUp();
  outbox.connected();
  outbox.add(ROOM, "one");
  outbox.add(ROOM, "two");
  outbox.refused({ nonce: sent[0].nonce, code: "too_long" });
  assert.deepEqual(bodies(), ["one", "two"]);
  const [failed] = outbox.of(ROOM);
  assert.deepEqual([failed.state, failed.code], ["failed", "too_long"]);
});

test("a failed message is tried again by hand with its nonce", () => {
  const { outbox, sent } = setUp();
  outbox.connected();
  outbox.add(ROOM, "hello");
  outbox.refused({ nonce: sent[0].nonce, code: "not_member" });
  outbox.retry(sent[0].nonce);
  assert.equal(sent[1].nonce, sent[0].nonce);
});

test("a failed message can be discarded, a waiting one cannot", () => {
  const { outbox, sent } = setUp();
  outbox.connected();
  outbox.add(ROOM, "hello");
  outbox.discard(sent[0].nonce);
  assert.equal(outbox.of(ROOM).length, 1);
  outbox.refused({ nonce: sent[0].nonce, code: "empty" });
  outbox.discard(sent[0].nonce);
  assert.deepEqual(outbox.of(ROOM), []);
});

test("an acknowledged message stays until it is visible", () => {
  const { outbox, sent, shelf } = setUp();
  outbox.connected();
  outbox.add(ROOM, "hello");
  outbox.acknowledged(sent[0]);
  assert.equal(outbox.of(ROOM)[0].state, "stored");
  assert.deepEqual(shelf.all(), [], "it is stored: nothing needs to be kept here");
  outbox.seen(sent[0].nonce);
  assert.deepEqual(outbox.of(ROOM), []);
});

test("a message that is visible before it is acknowledged is done, and the next one goes", () => {
  const { outbox, sent, bodies } = setUp();
  outbox.connected();
  outbox.add(ROOM, "one");
  outbox.add(ROOM, "two");
  outbox.seen(sent[0].nonce);
  outbox.acknowledged(sent[0]);
  assert.deepEqual(bodies(), ["one", "two"]);
  assert.equal(outbox.of(ROOM).length, 1);
});

test("what was not sent outlives the page, in order and with its nonces", () => {
  const before = setUp();
  before.outbox.add(ROOM, "one");
  before.outbox.add(6, "elsewhere");
  before.outbox.add(ROOM, "two");
  const nonces = before.outbox.of(ROOM).map(({ nonce }) => nonce);
  const { outbox, bodies } = setUp(before.storage);
  assert.deepEqual(outbox.of(ROOM).map(({ nonce }) => nonce), nonces);
  outbox.connected();
  assert.deepEqual(bodies(), ["one", "elsewhere"]);
});

test("people of one browser do not see each other's outbox", () => {
  const storage = new FakeStorage();
  new Shelf(storage, "outbox:2:").put("x", { nonce: "x", room: ROOM, at: 1, state: "waiting" });
  assert.deepEqual(setUp(storage).outbox.of(ROOM), []);
});

test("a storage that is full does not stop a message", () => {
  const storage = new FakeStorage();
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  const { outbox, bodies } = setUp(storage);
  outbox.connected();
  outbox.add(ROOM, "hello");
  assert.deepEqual(bodies(), ["hello"]);
});

test("nothing is sent while the socket is away", () => {
  const { outbox, sent, timers } = setUp();
  outbox.connected();
  outbox.disconnected();
  outbox.add(ROOM, "hello");
  timers.pass(60_000);
  assert.deepEqual(sent, []);
});
