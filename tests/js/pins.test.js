import assert from "node:assert/strict";
import { test } from "node:test";

import { Pins } from "../../static/js/sidebar/pins.js";
import { message } from "./fakes.js";

function pinned(seq, day, facts = {}) {
  return message(seq, { pinned_at: `2026-11-${day}T00:00:00Z`, ...facts });
}

const seqs = (pins) => pins.all.map(({ seq }) => seq);

test("the newest pin stands first", () => {
  const pins = new Pins();
  pins.replace([pinned(5, 10), pinned(3, 12)]);
  assert.deepEqual(seqs(pins), [3, 5]);
});

test("a message that is pinned or unpinned comes and goes", () => {
  const pins = new Pins();
  assert.equal(pins.take([pinned(5, 10)]), true);
  assert.equal(pins.take([message(5, { changed_seq: 9 })]), true);
  assert.deepEqual(seqs(pins), []);
});

test("what was never pinned is nobody's news", () => {
  assert.equal(new Pins().take([message(5)]), false);
});

test("a pinned message follows its changes", () => {
  const pins = new Pins();
  pins.take([pinned(5, 10)]);
  pins.take([pinned(5, 10, { changed_seq: 9, body: "edited" })]);
  assert.equal(pins.all[0].body, "edited");
});

test("after an older backup its numbers are no older than those of what is gone", () => {
  const pins = new Pins();
  pins.take([pinned(5, 10, { changed_seq: 90, body: "gone" }), pinned(6, 11, { changed_seq: 91 })]);
  pins.forget();
  pins.replace([pinned(5, 10, { changed_seq: 7, body: "in the backup" })]);
  assert.deepEqual(pins.all.map(({ body }) => body), ["in the backup"]);
});

test("a list that was asked for earlier does not bring back what is older", () => {
  const pins = new Pins();
  pins.take([pinned(5, 10, { changed_seq: 9, body: "edited" })]);
  pins.replace([pinned(5, 10)]);
  assert.equal(pins.all[0].body, "edited");
});

test("a list that was asked for earlier does not pin what has been unpinned", () => {
  const pins = new Pins();
  pins.take([pinned(5, 10)]);
  pins.take([message(5, { changed_seq: 9 })]);
  pins.replace([pinned(5, 10)]);
  assert.deepEqual(seqs(pins), []);
});

test("what is not listed any more is not pinned any more", () => {
  const pins = new Pins();
  pins.take([pinned(5, 10), pinned(6, 11)]);
  pins.replace([pinned(6, 11)]);
  assert.deepEqual(seqs(pins), [6]);
});
