import assert from "node:assert/strict";
import { test } from "node:test";

import { LocalStore } from "../../static/js/lib/local_store.js";
import { SharedDraft } from "../../static/js/composer/shared_draft.js";
import { FakeStorage, FakeTimers } from "./fakes.js";

const ROOM = 5;

/** Windows of one person in one browser. */
function browser(storage = new FakeStorage()) {
  const timers = new FakeTimers();
  const epochs = { now: "one" };
  const open = (room = ROOM, person = 1) => {
    const localStore = new LocalStore(storage, `draft:${person}:`);
    return new SharedDraft({ localStore, room, timers, epoch: () => epochs.now });
  };
  return { open, timers, storage, epochs };
}

function write(draft, body) {
  draft.change();
  draft.save(body && { body });
}

function bodyOf(draft) {
  draft.look();
  return draft.kept?.body;
}

test("a window that changed nothing writes nothing", () => {
  const { open } = browser();
  const [one, other] = [open(), open()];
  write(other, "from the other");
  one.save(null);
  assert.equal(bodyOf(open()), "from the other");
});

test("windows show what another one has written", () => {
  const { open } = browser();
  const [one, other] = [open(), open()];
  write(one, "hello");
  assert.equal(other.look(), true);
  assert.equal(bodyOf(other), "hello");
  assert.equal(other.look(), false);
});

test("what was sent in one window is gone in the others", () => {
  const { open } = browser();
  const [one, other] = [open(), open()];
  write(one, "hello");
  other.look();
  write(one, null);
  assert.equal(other.look(), true);
  assert.equal(other.kept, null);
});

test("what somebody goes on writing is not torn away when it was sent elsewhere", () => {
  const { open } = browser();
  const [one, other] = [open(), open()];
  write(one, "hello");
  other.look();
  other.change();
  write(one, null);
  assert.equal(other.look(), false);
  other.save({ body: "hello again" });
  assert.equal(bodyOf(one), "hello again");
});

test("the newest change wins, however late the older one is stored", () => {
  const { open, timers } = browser();
  const [one, other] = [open(), open()];
  one.change();
  timers.pass(100);
  write(other, "newer");
  timers.pass(100);
  one.save({ body: "older" });
  assert.equal(bodyOf(one), "newer");
  assert.equal(bodyOf(other), "newer");
});

test("a clock that was set back makes nothing older than what it was written on", () => {
  const { open, timers } = browser();
  const [one, other] = [open(), open()];
  timers.pass(100_000);
  write(one, "in the future");
  other.look();
  timers.pass(-90_000);
  write(other, "now");
  assert.equal(bodyOf(one), "now");
});

test("rooms and people have drafts of their own", () => {
  const { open } = browser();
  write(open(5), "here");
  write(open(6), "there");
  write(open(5, 2), "somebody else's");
  assert.deepEqual([bodyOf(open(5)), bodyOf(open(6))], ["here", "there"]);
});

test("a draft that cannot be stored stays changed, and nothing is put in its place", () => {
  const { open, storage } = browser();
  const [one, other] = [open(), open()];
  write(other, "from the other");
  one.look();
  storage.setItem = () => {
    throw new Error("full");
  };
  one.change();
  one.save({ body: "mine" });
  assert.equal(one.isChanged, true);
  assert.equal(one.look(), false);
});

test("after signing out nothing is stored", () => {
  const { open } = browser();
  const one = open();
  one.change();
  one.end();
  one.change();
  one.save({ body: "secret" });
  assert.equal(one.isChanged, false);
  assert.equal(open().kept, null);
});

test("a draft tells whether it is about the messages of another database", () => {
  const { open, epochs } = browser();
  const window = open();
  window.change();
  window.save({ body: "yes", reply: { id: 3, seq: 3 }, editing: null });
  assert.equal(open().isOfOtherEpoch, false);
  epochs.now = "two";
  assert.equal(open().isOfOtherEpoch, true);
});

test("a draft that does not say so, and none, is of this database", () => {
  const { open, storage } = browser();
  assert.equal(open().isOfOtherEpoch, false);
  new LocalStore(storage, "draft:1:").put(ROOM, { body: "yes" });
  assert.equal(open().isOfOtherEpoch, false);
});
