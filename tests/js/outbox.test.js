import assert from "node:assert/strict";
import { test } from "node:test";

import { fingerprint } from "../../static/js/composer/fingerprint.js";
import { LeaderLock } from "../../static/js/outbox/leader_lock.js";
import { Outbox } from "../../static/js/outbox/outbox.js";
import { ACTS, FakeChannel, FakeLocks, FakeStore, FakeTimers, settle } from "./fakes.js";

const ROOM = 5;

/** What the windows of one person have in common. */
function browser() {
  return { store: new FakeStore(), windows: [], locks: new FakeLocks(), timers: new FakeTimers() };
}

function setUp({ store, windows, locks, timers } = browser()) {
  const sent = [];
  const others = new FakeChannel(windows);
  const send = (frame) => sent.push(frame) > 0;
  const leaderLock = new LeaderLock({ locks, name: "outbox" });
  const given = { store, others, leaderLock, send, timers, clock: timers, random: () => 0 };
  const outbox = new Outbox({ room: ROOM, epoch: "one", acts: ACTS, ...given });
  const bodies = () => sent.map(({ body }) => body);
  const write = (body, room = ROOM) => outbox.add(room, { type: "message", body });
  return { outbox, write, sent, bodies, timers, store, others, leaderLock };
}

async function connect(outbox) {
  outbox.connected();
  await settle();
}

test("a message is sent at once when the socket is ready", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("hello");
  const { nonce, ...frame } = sent[0];
  assert.deepEqual(frame, { type: "message", room: ROOM, body: "hello" });
  assert.match(nonce, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

test("what is written while offline is sent in the order of writing", async () => {
  const { outbox, write, sent, bodies } = setUp();
  for (const body of ["one", "two", "three"]) write(body);
  assert.deepEqual(sent, []);
  await connect(outbox);
  for (let place = 0; place < 3; place += 1) outbox.acknowledged(sent[place]);
  assert.deepEqual(bodies(), ["one", "two", "three"]);
});

test("one message of a room is on its way at a time", async () => {
  const { outbox, write, bodies } = setUp();
  await connect(outbox);
  write("one");
  write("two");
  assert.deepEqual(bodies(), ["one"]);
});

test("rooms do not wait for each other", async () => {
  const { outbox, write, bodies } = setUp();
  await connect(outbox);
  write("here");
  write("there", 6);
  assert.deepEqual(bodies(), ["here", "there"]);
});

test("what was not acknowledged is sent again with the same nonce after a reconnect", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("hello");
  outbox.disconnected();
  await connect(outbox);
  assert.equal(sent.length, 2);
  assert.equal(sent[0].nonce, sent[1].nonce);
});

test("an answer that never comes is asked for again", async () => {
  const { outbox, write, sent, timers } = setUp();
  await connect(outbox);
  write("hello");
  timers.pass(15_000);
  assert.equal(sent.length, 2);
  assert.equal(sent[0].nonce, sent[1].nonce);
});

test("a busy server is asked again after its time, and what follows waits behind", async () => {
  const { outbox, write, sent, bodies, timers } = setUp();
  await connect(outbox);
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
  test(`after ${code} without a time it waits longer each time`, async () => {
    const { outbox, write, sent, timers } = setUp();
    await connect(outbox);
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

test("a refusal that stands fails the message, and the next one goes", async () => {
  const { outbox, write, sent, bodies } = setUp();
  await connect(outbox);
  write("one");
  write("two");
  outbox.refused({ nonce: sent[0].nonce, code: "too_long" });
  assert.deepEqual(bodies(), ["one", "two"]);
  const [failed] = outbox.messagesOf(ROOM);
  assert.deepEqual([failed.state, failed.code], ["failed", "too_long"]);
});

test("a failed message is tried again by hand with its nonce", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("hello");
  outbox.refused({ nonce: sent[0].nonce, code: "not_member" });
  outbox.retry(sent[0].nonce);
  assert.equal(sent[1].nonce, sent[0].nonce);
});

test("a failed message can be discarded, a waiting one cannot", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("hello");
  outbox.discard(sent[0].nonce);
  assert.equal(outbox.messagesOf(ROOM).length, 1);
  outbox.refused({ nonce: sent[0].nonce, code: "empty" });
  outbox.discard(sent[0].nonce);
  assert.deepEqual(outbox.messagesOf(ROOM), []);
});

test("a message that is visible before it is acknowledged is done, and the next one goes", async () => {
  const { outbox, write, sent, bodies } = setUp();
  await connect(outbox);
  write("one");
  write("two");
  outbox.seen(sent[0].nonce);
  outbox.acknowledged(sent[0]);
  assert.deepEqual(bodies(), ["one", "two"]);
  assert.equal(outbox.messagesOf(ROOM).length, 1);
});

test("nothing is sent while the socket is away", async () => {
  const { outbox, write, sent, timers } = setUp();
  await connect(outbox);
  outbox.disconnected();
  write("hello");
  timers.pass(60_000);
  assert.deepEqual(sent, []);
});

test("an answer names what it answers, and not how that is shown", async () => {
  const { outbox, sent } = setUp();
  await connect(outbox);
  const quoted = { id: 7, seq: 3, excerpt: "shown above" };
  outbox.add(ROOM, { type: "message", body: "yes", reply_to: 7, quoted });
  const { nonce, ...frame } = sent[0];
  assert.deepEqual(frame, { type: "message", room: ROOM, body: "yes", reply_to: 7 });
});

test("every act is told with what it needs and nothing else", async () => {
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
    await connect(outbox);
    outbox.add(ROOM, act);
    const { nonce, ...frame } = sent[0];
    assert.deepEqual(frame, { ...act, room: ROOM });
  }
});

test("an act waits behind the message before it", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("one");
  outbox.add(ROOM, { type: "react", id: 7, emoji: "👍" });
  assert.equal(sent.length, 1);
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 8 });
  assert.equal(sent[1].type, "react");
});

test("changes are told by the message they are about, and are no messages", async () => {
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

test("an act stays until its change is visible", async () => {
  const { outbox, sent } = setUp();
  await connect(outbox);
  outbox.add(ROOM, { type: "pin", id: 7 });
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 30 });
  outbox.reached(ROOM, { cursor: 29, epoch: "one" });
  assert.equal(outbox.changesOf(ROOM).size, 1);
  outbox.reached(ROOM, { cursor: 30, epoch: "one" });
  assert.equal(outbox.changesOf(ROOM).size, 0);
});

test("an act whose change is visible before its acknowledgement goes with that", async () => {
  const { outbox, sent } = setUp();
  await connect(outbox);
  outbox.add(ROOM, { type: "pin", id: 7 });
  outbox.reached(ROOM, { cursor: 30, epoch: "one" });
  assert.equal(outbox.changesOf(ROOM).size, 1);
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 30 });
  assert.equal(outbox.changesOf(ROOM).size, 0);
});

test("what was visible when the page was opened is taken out of the store", async () => {
  const parts = browser();
  const kept = { nonce: "kept", room: ROOM, type: "message", body: "hello", at: 1, state: "waiting" };
  parts.store.items.set("kept", kept);
  const { outbox, sent, store } = setUp(parts);
  outbox.seen("kept");
  await connect(outbox);
  assert.deepEqual([outbox.messagesOf(ROOM), sent, store.items.size], [[], [], 0]);
});

test("what was never acknowledged is not taken for visible", async () => {
  const { outbox, write } = setUp();
  write("one");
  outbox.reached(ROOM, { cursor: 1_000, epoch: "one" });
  assert.equal(outbox.messagesOf(ROOM).length, 1);
});


test("an acknowledged message stays until it is visible", async () => {
  const { outbox, write, sent, store } = setUp();
  await connect(outbox);
  write("hello");
  await settle();
  outbox.acknowledged(sent[0]);
  await settle();
  assert.equal(outbox.messagesOf(ROOM)[0].state, "stored");
  assert.equal(store.items.size, 0, "it is stored: nothing needs to be kept here");
  outbox.seen(sent[0].nonce);
  assert.deepEqual(outbox.messagesOf(ROOM), []);
});

test("an acknowledged message of another room is done", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("there", 6);
  outbox.acknowledged(sent[0]);
  assert.deepEqual(outbox.messagesOf(6), []);
});

test("what was not sent outlives the page, in order and with its nonces", async () => {
  const parts = browser();
  const before = setUp(parts);
  before.write("one");
  before.write("elsewhere", 6);
  before.write("two");
  const nonces = before.outbox.messagesOf(ROOM).map(({ nonce }) => nonce);
  await settle();
  before.others.close();
  const { outbox, bodies } = setUp(parts);
  await connect(outbox);
  assert.deepEqual(outbox.messagesOf(ROOM).map(({ nonce }) => nonce), nonces);
  assert.deepEqual(bodies(), ["one", "elsewhere"]);
});

test("what the browser cannot keep is sent all the same, and is at risk until then", async () => {
  const { outbox, write, sent, store } = setUp();
  store.isFull = true;
  await connect(outbox);
  write("hello");
  await settle();
  assert.equal(sent.length, 1);
  assert.equal(outbox.isAtRisk, true);
  outbox.acknowledged(sent[0]);
  assert.equal(outbox.isAtRisk, false);
});

test("a frame that was not read because there were too many is sent again after a while", async () => {
  const { outbox, write, sent, timers } = setUp();
  await connect(outbox);
  write("hello");
  outbox.refused({ code: "flooding", retry_after: 2 });
  timers.pass(1_999);
  assert.equal(sent.length, 1);
  timers.pass(1);
  assert.equal(sent.length, 2);
});

test("what fails inside the server again and again is told, and the next one goes", async () => {
  const { outbox, write, bodies, timers, sent } = setUp();
  await connect(outbox);
  write("poison");
  write("next");
  for (let attempt = 0; attempt < 5; attempt += 1) {
    outbox.refused({ nonce: sent.at(-1).nonce, code: "internal", retry_after: 1 });
    timers.pass(1_000);
  }
  assert.deepEqual(bodies(), [...Array(5).fill("poison"), "next"]);
  assert.equal(outbox.messagesOf(ROOM)[0].state, "failed");
});

test("a nonce that is said to be another message's is replaced when one tries again", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("hello");
  outbox.refused({ nonce: sent[0].nonce, code: "nonce_reused" });
  outbox.retry(sent[0].nonce);
  assert.equal(sent[1].body, "hello");
  assert.notEqual(sent[1].nonce, sent[0].nonce);
  assert.equal(outbox.messagesOf(ROOM).length, 1);
});

test("a failed act that is given up is returned", async () => {
  const { outbox, write, sent } = setUp();
  await connect(outbox);
  write("hello");
  outbox.refused({ nonce: sent[0].nonce, code: "archived" });
  assert.deepEqual([...outbox.failedIn], [ROOM]);
  assert.equal(outbox.discard(sent[0].nonce).body, "hello");
  assert.deepEqual([...outbox.failedIn], []);
});

function edit(body, before, base) {
  return { type: "edit", id: 7, body, base, from: fingerprint(before) };
}

test("an edit tells from which change it was made", async () => {
  const { outbox, sent } = setUp();
  await connect(outbox);
  outbox.add(ROOM, edit("one", "zero", 4));
  const { nonce, ...frame } = sent[0];
  assert.deepEqual(frame, { type: "edit", room: ROOM, id: 7, body: "one", base: 4 });
});

test("an edit that was made from one that waited is made from the change that this becomes", async () => {
  const { outbox, sent } = setUp();
  outbox.add(ROOM, edit("one", "zero", 4));
  outbox.add(ROOM, edit("two", "one", 4));
  await connect(outbox);
  outbox.acknowledged({ ...sent[0], seq: 9 });
  assert.deepEqual([sent[1].body, sent[1].base], ["two", 9]);
});

test("an edit that knew nothing of the one before it is told to be made from the older text", async () => {
  const { outbox, sent } = setUp();
  outbox.add(ROOM, edit("one", "zero", 4));
  outbox.add(ROOM, edit("uno", "zero", 4));
  await connect(outbox);
  outbox.acknowledged({ ...sent[0], seq: 9 });
  assert.deepEqual([sent[1].body, sent[1].base], ["uno", 4]);
});

test("an edit of a text that has changed meanwhile fails, and holds up nothing", async () => {
  const { outbox, write, sent, bodies } = setUp();
  await connect(outbox);
  outbox.add(ROOM, edit("one", "zero", 4));
  write("next");
  outbox.refused({ nonce: sent[0].nonce, code: "changed_meanwhile" });
  assert.deepEqual(bodies(), ["one", "next"]);
  assert.equal(outbox.changesOf(ROOM).get(7)[0].state, "failed");
});
