import assert from "node:assert/strict";
import { test } from "node:test";

import { Lease } from "../../static/js/leader_lock.js";
import { Shelf } from "../../static/js/local_store.js";
import { Turn } from "../../static/js/leader_lock.js";
import { FakeLocks, FakeStorage, FakeTimers, settle } from "./fakes.js";

function turns() {
  const locks = new FakeLocks();
  return [1, 2].map(() => new Turn({ locks, name: "outbox" }));
}

function leases(storage = new FakeStorage()) {
  const timers = new FakeTimers();
  const shelf = new Shelf(storage, "turn:1:");
  return { both: [1, 2].map(() => new Lease({ shelf, timers, now: () => timers.now() })), timers };
}

const whose = (all) => all.map(({ isMine }) => isMine);

async function sought(all) {
  for (const turn of all) turn.seek();
  await settle();
  return all;
}

test("one has the turn, and the next when it leaves", async () => {
  const both = await sought(turns());
  assert.deepEqual(whose(both), [true, false]);
  both[0].leave();
  await settle();
  assert.deepEqual(whose(both), [false, true]);
});

test("who does not wait any longer does not get it", async () => {
  const both = await sought(turns());
  both[1].leave();
  both[0].leave();
  await settle();
  assert.deepEqual(whose(both), [false, false]);
});

test("who insists has it, and who had it waits for it again", async () => {
  const both = await sought(turns());
  both[1].insist();
  await settle();
  assert.deepEqual(whose(both), [false, true]);
  both[1].leave();
  await settle();
  assert.deepEqual(whose(both), [true, false]);
});

test("a browser that refuses locks lets everybody send", async () => {
  const request = () => Promise.reject(new Error("SecurityError"));
  const [turn] = await sought([new Turn({ locks: { request }, name: "outbox" })]);
  assert.equal(turn.isMine, true);
});

test("without locks one has the lease, and the next within a second of its leaving", async () => {
  const { both, timers } = leases();
  await sought(both);
  timers.pass(60_000);
  assert.deepEqual(whose(both), [true, false]);
  both[0].leave();
  timers.pass(1_000);
  assert.deepEqual(whose(both), [false, true]);
});

test("the lease of a window that died ends after five seconds", async () => {
  const storage = new FakeStorage();
  const dead = leases(storage);
  const { both, timers } = leases(storage);
  dead.both[0].seek();
  await sought([both[1]]);
  assert.equal(both[1].isMine, false);
  timers.pass(5_000);
  assert.equal(both[1].isMine, true);
});

test("who insists has the lease at once", async () => {
  const { both, timers } = leases();
  await sought(both);
  both[1].insist();
  timers.pass(1_000);
  assert.deepEqual(whose(both), [false, true]);
});

test("where nothing can be noted everybody sends", async () => {
  const storage = new FakeStorage();
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  const { both } = leases(storage);
  assert.deepEqual(whose(await sought(both)), [true, true]);
});
