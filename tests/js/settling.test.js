import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal } from "../../static/js/log/journal.js";
import { LeaderLock } from "../../static/js/outbox/leader_lock.js";
import { Outbox } from "../../static/js/outbox/outbox.js";
import { Settling } from "../../static/js/outbox/rules.js";
import { ACTS, FakeChannel, FakeLocks, FakeStore, FakeTimers, message, settle } from "./fakes.js";

const ROOM = 5;
const ALICE = { id: 1, username: "alice", name: "Alice", hue: 1, gone: false };

/** A page of alice's that has sent a message and a pin, and has heard nothing of either. */
async function setUp() {
  const [timers, sent] = [new FakeTimers(), []];
  const outbox = new Outbox({
    room: ROOM,
    epoch: "one",
    acts: ACTS,
    store: new FakeStore(),
    others: new FakeChannel(),
    leaderLock: new LeaderLock({ locks: new FakeLocks(), name: "outbox" }),
    send: (frame) => sent.push(frame) > 0,
    timers,
    clock: timers,
    random: () => 0,
  });
  outbox.connected();
  await settle();
  outbox.add(ROOM, { type: "message", body: "hello" });
  outbox.add(ROOM, { type: "pin", id: 7 });
  const journal = new Journal({ messages: [], older: false, newer: false, head: 1, epoch: "one" });
  const settling = new Settling({ person: ALICE.id, room: ROOM, journal, outbox });
  const [{ nonce }] = sent;
  const waiting = () => [...outbox.messagesOf(ROOM), ...[...outbox.changesOf(ROOM).values()].flat()];
  return { outbox, settling, journal, sent, nonce, types: () => waiting().map(({ type }) => type) };
}

test("a message that the log shows is over", async () => {
  const { settling, journal, nonce, types } = await setUp();
  journal.fold({ after: 1, upto: 2, messages: [message(2, { author: ALICE, nonce })] });
  settling.settle();
  assert.deepEqual(types(), ["pin"]);
});

test("a message that the log shows beyond what is held is over", async () => {
  const { settling, nonce, types } = await setUp();
  settling.saw([message(2, { author: ALICE, nonce })]);
  assert.deepEqual(types(), ["pin"]);
});

test("a change is over once the log has come to it", async () => {
  const { outbox, settling, journal, sent, nonce, types } = await setUp();
  outbox.acknowledged({ nonce, seq: 2 });
  outbox.acknowledged({ nonce: sent[1].nonce, seq: 3 });
  journal.fold({ after: 1, upto: 2, messages: [message(2, { author: ALICE, nonce })] });
  settling.settle();
  assert.deepEqual(types(), ["pin"]);
  journal.fold({ after: 2, upto: 3, messages: [message(1, { id: 7, changed_seq: 3 })] });
  settling.settle();
  assert.deepEqual(types(), []);
});

test("what somebody else wrote settles nothing of the person's", async () => {
  const { settling, nonce, types } = await setUp();
  settling.saw([message(2, { nonce })]);
  assert.deepEqual(types(), ["message", "pin"]);
});
