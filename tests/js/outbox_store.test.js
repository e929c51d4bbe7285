import assert from "node:assert/strict";
import { test } from "node:test";

import { LocalStore } from "../../static/js/lib/local_store.js";
import { OutboxStore } from "../../static/js/outbox/store.js";
import { FakeStorage, FakeTimers, settle } from "./fakes.js";

const item = (nonce) => ({ nonce, room: 5, body: nonce });

/** What the browser's database does, as far as js/lib/database.js tells it. */
class FakeDatabase {
  items = new Map();
  isBroken = false;

  async all() {
    return [...this.items.values()];
  }

  async put(value) {
    if (this.isBroken) throw new Error("QuotaExceededError");
    this.items.set(value.nonce, value);
  }

  async remove(key) {
    if (this.isBroken) throw new Error("InvalidStateError");
    this.items.delete(key);
  }
}

function setUp({ open, database = new FakeDatabase(), storage = new FakeStorage() } = {}) {
  const timers = new FakeTimers();
  const localStore = new LocalStore(storage, "outbox:1:");
  const store = new OutboxStore({ open: open ?? (async () => database), localStore, timers });
  const nonces = async () => (await store.all()).map(({ nonce }) => nonce);
  return { store, localStore, database, storage, timers, nonces };
}

test("what is put is there until it is removed", async () => {
  const { store, database, nonces } = setUp();
  await settle();
  assert.equal(await store.put(item("a")), true);
  assert.deepEqual([[...database.items.keys()], await nonces()], [["a"], ["a"]]);
  await store.remove("a");
  assert.deepEqual(await nonces(), []);
});

test("what is put before the database is open is kept beside it, and once", async () => {
  const { store, localStore, database, nonces } = setUp();
  await store.put(item("a"));
  assert.deepEqual(localStore.all(), [item("a")]);
  await settle();
  assert.deepEqual(await nonces(), ["a"]);
  await store.put(item("a"));
  assert.deepEqual([localStore.all(), [...database.items.keys()]], [[], ["a"]]);
  await store.remove("a");
  assert.deepEqual(await nonces(), []);
});

for (const [what, open] of [
  ["is forbidden", () => Promise.reject(new Error("SecurityError"))],
  ["never answers", () => new Promise(() => {})],
]) {
  test(`a database that ${what} is replaced by the local store`, async () => {
    const { store, localStore, timers, nonces } = setUp({ open });
    timers.pass(3_000);
    assert.equal(await store.put(item("a")), true);
    assert.deepEqual(localStore.all(), [item("a")]);
    assert.deepEqual(await nonces(), ["a"]);
    await store.remove("a");
    assert.deepEqual(await nonces(), []);
  });
}

test("what does not fit into the database goes to the local store", async () => {
  const { store, database, localStore, nonces } = setUp();
  await settle();
  database.isBroken = true;
  assert.equal(await store.put(item("a")), true);
  assert.deepEqual(localStore.all(), [item("a")]);
  assert.deepEqual(await nonces(), ["a"]);
});

test("what fits nowhere is said not to be kept", async () => {
  const { store, database, storage } = setUp();
  await settle();
  database.isBroken = true;
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.equal(await store.put(item("a")), false);
});

test("people of one browser do not see each other's local store", async () => {
  const storage = new FakeStorage();
  new LocalStore(storage, "outbox:2:").put("x", item("x"));
  const { nonces } = setUp({ storage });
  assert.deepEqual(await nonces(), []);
});
