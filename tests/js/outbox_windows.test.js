import assert from "node:assert/strict";
import { test } from "node:test";

import { LeaderLock } from "../../static/js/outbox/leader_lock.js";
import { Outbox } from "../../static/js/outbox/outbox.js";
import { ACTS, FakeChannel, FakeLocks, FakeStore, FakeTimers, settle } from "./fakes.js";

const ROOM = 5;

/** Windows of one person in one browser; `die` is what a window does that is killed. */
function browser() {
  const [store, channels, locks] = [new FakeStore(), [], new FakeLocks()];
  const timers = new FakeTimers();
  const sent = [];
  const open = (name, room = ROOM) => {
    const others = new FakeChannel(channels);
    const leaderLock = new LeaderLock({ locks, name: "outbox" });
    const send = (frame) => sent.push({ window: name, ...frame }) > 0;
    const given = { store, others, leaderLock, send, timers, clock: timers, random: () => 0 };
    const outbox = new Outbox({ room, epoch: "one", acts: ACTS, ...given });
    const write = (body) => outbox.add(ROOM, { type: "message", body });
    const shown = () => outbox.messagesOf(ROOM).map(({ body, state }) => `${body}: ${state}`);
    const die = () => {
      others.close();
      leaderLock.release();
    };
    return { outbox, write, shown, die, leaderLock };
  };
  const told = () => sent.map(({ window, body }) => `${window}: ${body}`);
  return { open, sent, told, store, timers };
}

/** Two windows that are connected; the first one leads. */
async function two() {
  const parts = browser();
  const windows = [parts.open("one"), parts.open("other")];
  for (const { outbox } of windows) {
    outbox.connected();
    await settle();
  }
  return [...windows, parts];
}

test("what one window writes is shown in the other and sent once", async () => {
  const [one, other, { told }] = await two();
  other.write("hello");
  assert.deepEqual(other.shown(), ["hello: waiting"]);
  await settle();
  assert.deepEqual(one.shown(), ["hello: waiting"]);
  assert.deepEqual(told(), ["one: hello"]);
});

test("the order of a room holds across windows", async () => {
  const [one, other, { told, sent }] = await two();
  one.write("first");
  await settle();
  other.write("second");
  await settle();
  one.write("third");
  for (let seq = 1; seq <= 3; seq += 1) {
    await settle();
    one.outbox.acknowledged({ nonce: sent.at(-1).nonce, seq });
  }
  assert.deepEqual(told(), ["one: first", "one: second", "one: third"]);
});

test("an acknowledgement is heard in every window, and what is shown elsewhere stays until seen", async () => {
  const [one, other, { sent, store }] = await two();
  other.write("hello");
  await settle();
  one.outbox.acknowledged({ nonce: sent[0].nonce, seq: 7 });
  await settle();
  assert.deepEqual(other.shown(), ["hello: stored"]);
  assert.equal(store.items.size, 0);
  other.outbox.seen(sent[0].nonce);
  assert.deepEqual(other.shown(), []);
  assert.deepEqual(one.shown(), ["hello: stored"]);
});

test("what is seen here before another window tells of it is over in both", async () => {
  const [one, other, { sent, store }] = await two();
  one.write("hello");
  other.outbox.seen(sent[0].nonce);
  await settle();
  assert.deepEqual([other.shown(), one.shown()], [[], ["hello: stored"]]);
  assert.equal(store.items.size, 0);
});

test("a window that shows another room lets go of what is stored", async () => {
  const parts = browser();
  const [here, elsewhere] = [parts.open("here"), parts.open("elsewhere", 6)];
  here.outbox.connected();
  await settle();
  here.write("hello");
  await settle();
  assert.deepEqual(elsewhere.shown(), ["hello: waiting"]);
  here.outbox.acknowledged({ nonce: parts.sent[0].nonce, seq: 7 });
  await settle();
  assert.deepEqual(elsewhere.shown(), []);
});

test("what a window that died was sending is sent by the other, with the same nonce", async () => {
  const [one, other, { told, sent }] = await two();
  one.write("hello");
  await settle();
  one.die();
  await settle();
  assert.deepEqual(told(), ["one: hello", "other: hello"]);
  assert.equal(sent[0].nonce, sent[1].nonce);
  other.outbox.acknowledged({ nonce: sent[1].nonce, seq: 7 });
  assert.deepEqual(other.shown(), ["hello: stored"]);
});

test("a window without a connection leaves the lead to one that has it", async () => {
  const [one, , { told }] = await two();
  one.outbox.disconnected();
  one.write("hello");
  await settle();
  assert.deepEqual(told(), ["other: hello"]);
});

test("a window takes the lead from one that does nothing with it", async () => {
  const parts = browser();
  const [frozen, other] = [parts.open("frozen"), parts.open("other")];
  frozen.leaderLock.request();
  await settle();
  other.outbox.connected();
  other.write("hello");
  await settle();
  assert.deepEqual(parts.told(), []);
  parts.timers.pass(5_000);
  await settle();
  assert.deepEqual(parts.told(), ["other: hello"]);
  assert.equal(frozen.leaderLock.isHeld, false);
});

test("what failed in one window is tried again or given up in any", async () => {
  const [one, other, { sent, told, store }] = await two();
  one.write("hello");
  await settle();
  one.outbox.refused({ nonce: sent[0].nonce, code: "not_member" });
  await settle();
  assert.deepEqual(other.shown(), ["hello: failed"]);
  other.outbox.retry(sent[0].nonce);
  await settle();
  assert.deepEqual(told(), ["one: hello", "one: hello"]);
  one.outbox.refused({ nonce: sent[0].nonce, code: "not_member" });
  await settle();
  other.outbox.discard(sent[0].nonce);
  await settle();
  assert.deepEqual([one.shown(), other.shown(), store.items.size], [[], [], 0]);
});

test("a message that one window sees before the ack is done in all", async () => {
  const [one, other, { sent, told, store }] = await two();
  one.write("hello");
  one.write("next");
  await settle();
  other.outbox.seen(sent[0].nonce);
  await settle();
  assert.deepEqual(told(), ["one: hello", "one: next"]);
  assert.deepEqual(one.shown(), ["hello: stored", "next: waiting"]);
  assert.equal(store.items.size, 1);
});

test("a window that heard nothing looks into the store when it leads", async () => {
  const parts = browser();
  const deaf = parts.open("deaf");
  await settle();
  const late = { nonce: "x", room: ROOM, type: "message", body: "late", at: 1, state: "waiting" };
  await parts.store.put(late);
  deaf.outbox.connected();
  await settle();
  assert.deepEqual(parts.told(), ["deaf: late"]);
  deaf.outbox.disconnected();
  parts.store.items.clear();
  deaf.outbox.connected();
  await settle();
  assert.deepEqual([parts.told().length, deaf.shown()], [1, []]);
});
