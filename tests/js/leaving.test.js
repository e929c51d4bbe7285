import assert from "node:assert/strict";
import { test } from "node:test";

import { arrive, forget, hasLeft, leaveWithOthers, tellOthers } from "../../static/js/lib/leaving.js";

/** As localStorage: its keys are its own properties. */
class Storage {
  getItem(key) {
    return this[key] ?? null;
  }

  setItem(key, value) {
    this[key] = String(value);
  }

  removeItem(key) {
    delete this[key];
  }
}

class Databases {
  names = ["hiroba:outbox:5", "of another program"];

  async databases() {
    return this.names.map((name) => ({ name, version: 1 }));
  }

  deleteDatabase(name) {
    this.names = this.names.filter((one) => one !== name);
  }
}

function stored() {
  const storage = new Storage();
  storage.setItem("hiroba:draft:5:1", '{"body":"secret"}');
  storage.setItem("other", "stays");
  return storage;
}

function note(key, newValue) {
  return Object.assign(new Event("storage"), { key, newValue });
}

test("drafts and unsent messages are dropped, and nothing that is not ours", async () => {
  const [storage, databases] = [stored(), new Databases()];
  await forget(storage, databases);
  assert.deepEqual(Object.keys(storage), ["other"]);
  assert.deepEqual(databases.names, ["of another program"]);
});

test("a browser that cannot list its databases forgets the rest", async () => {
  const storage = stored();
  await forget(storage, {});
  await forget(storage, undefined);
  assert.deepEqual(Object.keys(storage), ["other"]);
});

test("that somebody has left is known until somebody is here again", async () => {
  const storage = stored();
  assert.equal(hasLeft(storage), false);
  tellOthers(storage);
  await forget(storage, new Databases());
  assert.equal(hasLeft(storage), true);
  arrive(storage);
  assert.equal(hasLeft(storage), false);
});

test("a forbidden storage stops nobody from leaving", () => {
  const forbidden = {
    setItem: () => {
      throw new Error("Storage is forbidden.");
    },
  };
  assert.doesNotThrow(() => tellOthers(forbidden));
});

test("other windows leave, once they hear of it", () => {
  const browser = new EventTarget();
  let times = 0;
  leaveWithOthers(browser, () => (times += 1));
  browser.dispatchEvent(note("hiroba:draft:5:1", "x"));
  browser.dispatchEvent(note("hiroba:left", null));
  assert.equal(times, 0);
  browser.dispatchEvent(note("hiroba:left", "1"));
  assert.equal(times, 1);
});
