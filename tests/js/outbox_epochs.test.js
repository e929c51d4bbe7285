import assert from "node:assert/strict";
import { test } from "node:test";

import { LeaderLock } from "../../static/js/outbox/leader_lock.js";
import { Outbox } from "../../static/js/outbox/outbox.js";
import { ACTS, FakeChannel, FakeLocks, FakeStore, FakeTimers, settle } from "./fakes.js";

const ROOM = 5;

/** A browser whose windows are pages of a database that is going to be replaced. */
function browser() {
  const [store, channels, locks] = [new FakeStore(), [], new FakeLocks()];
  const timers = new FakeTimers();
  const sent = [];
  const open = (epoch = "one") => {
    const others = new FakeChannel(channels);
    const leaderLock = new LeaderLock({ locks, name: "outbox" });
    const send = (frame) => sent.push(frame) > 0;
    const given = { store, others, leaderLock, send, timers, clock: timers, random: () => 0 };
    return new Outbox({ room: ROOM, epoch, acts: ACTS, ...given });
  };
  return { open, sent, store };
}

async function setUp() {
  const parts = browser();
  const outbox = parts.open();
  outbox.connected("one");
  await settle();
  return { ...parts, outbox };
}

async function restored(...windows) {
  for (const outbox of windows) outbox.disconnected();
  for (const outbox of windows) outbox.connected("two");
  await settle();
}

const write = (outbox, body, facts = {}) => outbox.add(ROOM, { type: "message", body, ...facts });
const shown = (outbox) => outbox.messagesOf(ROOM).map(({ body, state }) => `${body}: ${state}`);
const changed = (outbox) => [...outbox.changesOf(ROOM)];

test("what was acknowledged and not seen is sent again with its nonce", async () => {
  const { outbox, sent } = await setUp();
  write(outbox, "hello");
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 40 });
  await restored(outbox);
  outbox.reached(ROOM, { cursor: 100, epoch: "one" });
  assert.deepEqual(shown(outbox), ["hello: waiting"]);
  assert.equal(sent[1].nonce, sent[0].nonce);
});

test("a number of the new epoch is not reached by the cursor of the old one", async () => {
  const { outbox, sent } = await setUp();
  await restored(outbox);
  write(outbox, "while it was away");
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 3 });
  outbox.reached(ROOM, { cursor: 3, epoch: "one" });
  assert.deepEqual(shown(outbox), ["while it was away: stored"]);
  outbox.reached(ROOM, { cursor: 3, epoch: "two" });
  assert.deepEqual(shown(outbox), []);
});

test("what the new database has acknowledged is not sent to it again", async () => {
  const { outbox, sent } = await setUp();
  await restored(outbox);
  write(outbox, "hello");
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 3 });
  await restored(outbox);
  assert.equal(sent.length, 1);
  assert.deepEqual(shown(outbox), ["hello: stored"]);
});

test("a window that is still at the old numbers shows what another has sent to the new", async () => {
  const { outbox, open, sent } = await setUp();
  const other = open();
  await settle();
  outbox.connected("two");
  write(outbox, "hello");
  await settle();
  outbox.acknowledged({ nonce: sent[0].nonce, seq: 3 });
  await settle();
  other.reached(ROOM, { cursor: 3, epoch: "one" });
  assert.deepEqual(shown(other), ["hello: stored"]);
});

for (const act of [
  { type: "delete" },
  { type: "react", emoji: "👍" },
  { type: "unreact", emoji: "👍" },
  { type: "pin" },
  { type: "unpin" },
]) {
  test(`to ${act.type} a message of the old database is done to no message of the new`, async () => {
    const { outbox, sent, store } = await setUp();
    outbox.disconnected();
    outbox.add(ROOM, { ...act, id: 3 });
    await restored(outbox);
    assert.deepEqual(sent, []);
    assert.deepEqual(changed(outbox), []);
    assert.equal(store.items.size, 0);
  });
}

test("the new text of a message of the old database is kept and put upon no other", async () => {
  const { outbox, sent } = await setUp();
  outbox.disconnected();
  outbox.add(ROOM, { type: "edit", id: 3, body: "as it should be" });
  await restored(outbox);
  assert.deepEqual(sent, []);
  assert.deepEqual(changed(outbox), []);
  assert.deepEqual(shown(outbox), ["as it should be: failed"]);
  const [{ nonce, code }] = outbox.messagesOf(ROOM);
  assert.equal(code, "restored");
  outbox.retry(nonce);
  assert.deepEqual(sent, [{ type: "message", room: ROOM, nonce, body: "as it should be" }]);
});

test("an answer to a message of the old database is sent without its quote", async () => {
  const { outbox, sent } = await setUp();
  outbox.disconnected();
  write(outbox, "yes", { reply_to: 3, quoted: { id: 3 } });
  await restored(outbox);
  const [{ nonce, ...frame }] = sent;
  assert.deepEqual(frame, { type: "message", room: ROOM, body: "yes" });
  assert.equal(outbox.get(nonce).quoted, undefined);
});

test("what is done on a page that still shows the old messages is about those", async () => {
  const { outbox, sent } = await setUp();
  await restored(outbox);
  outbox.add(ROOM, { type: "delete", id: 3, epoch: "one" });
  outbox.add(ROOM, { type: "delete", id: 3, epoch: "two" });
  assert.equal(sent.length, 1);
  assert.equal(changed(outbox)[0][1].length, 1);
});

test("a page that is opened afterwards does not do what was kept for the old messages", async () => {
  const { outbox, open, sent } = await setUp();
  outbox.disconnected();
  outbox.add(ROOM, { type: "delete", id: 3 });
  outbox.add(ROOM, { type: "edit", id: 3, body: "as it should be" });
  await settle();
  const page = open("two");
  page.connected("two");
  await settle();
  assert.deepEqual(sent, []);
  assert.deepEqual(shown(page), ["as it should be: failed"]);
});

test("a page that is not connected leaves what others keep alone", async () => {
  const { outbox, open, store } = await setUp();
  const late = open();
  await settle();
  outbox.connected("two");
  outbox.disconnected();
  outbox.add(ROOM, { type: "delete", id: 3 });
  await settle();
  assert.equal(store.items.size, 1);
  assert.equal(changed(late).length, 1);
});

test("two windows make one of it", async () => {
  const { outbox, open } = await setUp();
  const other = open();
  other.connected("one");
  await settle();
  for (const window of [outbox, other]) window.disconnected();
  outbox.add(ROOM, { type: "edit", id: 3, body: "as it should be" });
  await settle();
  await restored(outbox, other);
  for (const window of [outbox, other]) {
    assert.deepEqual(shown(window), ["as it should be: failed"]);
    assert.deepEqual(changed(window), []);
  }
});
