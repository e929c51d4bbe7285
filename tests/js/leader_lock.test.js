import assert from "node:assert/strict";
import { test } from "node:test";

import { LeaderLease, LeaderLock } from "../../static/js/outbox/leader_lock.js";
import { LocalStore } from "../../static/js/lib/local_store.js";
import { FakeLocks, FakeStorage, FakeTimers, settle } from "./fakes.js";

function turns() {
  const locks = new FakeLocks();
  return [1, 2].map(() => new LeaderLock({ locks, name: "outbox" }));
}

function leases(storage = new FakeStorage()) {
  const timers = new FakeTimers();
  const localStore = new LocalStore(storage, "leader:1:");
  return { both: [1, 2].map(() => new LeaderLease({ localStore, timers, now: () => timers.now() })), timers };
}

const whose = (all) => all.map(({ isHeld }) => isHeld);

async function sought(all) {
  for (const lock of all) lock.request();
  await settle();
  return all;
}

test("one leads, and the next when it leaves", async () => {
  const both = await sought(turns());
  assert.deepEqual(whose(both), [true, false]);
  both[0].release();
  await settle();
  assert.deepEqual(whose(both), [false, true]);
});

test("who does not wait any longer does not get it", async () => {
  const both = await sought(turns());
  both[1].release();
  both[0].release();
  await settle();
  assert.deepEqual(whose(both), [false, false]);
});

test("who insists has it, and who had it waits for it again", async () => {
  const both = await sought(turns());
  both[1].steal();
  await settle();
  assert.deepEqual(whose(both), [false, true]);
  both[1].release();
  await settle();
  assert.deepEqual(whose(both), [true, false]);
});

test("a browser that refuses locks lets everybody send", async () => {
  const request = () => Promise.reject(new Error("SecurityError"));
  const [lock] = await sought([new LeaderLock({ locks: { request }, name: "outbox" })]);
  assert.equal(lock.isHeld, true);
});

test("without locks one has the lease, and the next within a second of its leaving", async () => {
  const { both, timers } = leases();
  await sought(both);
  timers.pass(60_000);
  assert.deepEqual(whose(both), [true, false]);
  both[0].release();
  timers.pass(1_000);
  assert.deepEqual(whose(both), [false, true]);
});

test("the lease of a window that died ends after five seconds", async () => {
  const storage = new FakeStorage();
  const dead = leases(storage);
  const { both, timers } = leases(storage);
  dead.both[0].request();
  await sought([both[1]]);
  assert.equal(both[1].isHeld, false);
  timers.pass(5_000);
  assert.equal(both[1].isHeld, true);
});

test("who insists has the lease at once", async () => {
  const { both, timers } = leases();
  await sought(both);
  both[1].steal();
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
