import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal } from "../../static/js/log/journal.js";
import { message, messages } from "./fakes.js";

function journal(facts = {}) {
  return new Journal({ messages: messages(11, 20), older: true, newer: false, head: 20, ...facts });
}

const seqs = (held) => held.map(({ seq }) => seq);

test("changes that follow the cursor are taken and move it", () => {
  const held = journal();
  const { inserted, gap } = held.fold({ after: 20, upto: 22, messages: messages(21, 22) });
  assert.deepEqual(seqs(inserted), [21, 22]);
  assert.equal(gap, false);
  assert.equal(held.cursor, 22);
});

test("changes that are known already are dropped", () => {
  const held = journal();
  const report = held.fold({ after: 15, upto: 20, messages: [message(16, { changed_seq: 99 })] });
  assert.deepEqual([report.inserted, report.updated], [[], []]);
});

test("changes that overlap the cursor are taken once", () => {
  const held = journal();
  held.fold({ after: 18, upto: 21, messages: messages(19, 21) });
  assert.deepEqual(seqs(held.messages), [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
});

test("changes that begin after the cursor are a gap and nothing is taken", () => {
  const held = journal();
  const report = held.fold({ after: 21, upto: 22, messages: messages(22, 22) });
  assert.equal(report.gap, true);
  assert.equal(held.cursor, 20);
  assert.equal(held.has(122), false);
});

test("a message keeps its place when it changes", () => {
  const held = journal();
  const edited = message(15, { changed_seq: 21, body: "edited" });
  const { updated } = held.fold({ after: 20, upto: 21, messages: [edited] });
  assert.deepEqual(updated, [edited]);
  assert.equal(held.messages[4].body, "edited");
});

test("an older state never replaces a newer one", () => {
  const held = journal();
  held.fold({ after: 20, upto: 21, messages: [message(15, { changed_seq: 21, body: "edited" })] });
  held.takeOlder({ messages: [message(15)], older: true, newer: true, head: 20 });
  assert.equal(held.messages[4].body, "edited");
});

test("an edit of a message that is not held inserts nothing", () => {
  const held = journal();
  const report = held.fold({ after: 20, upto: 21, messages: [message(3, { changed_seq: 21 })] });
  assert.deepEqual([report.inserted, report.beyond], [[], []]);
});

test("a lost last change is noticed at the heartbeat after a silent one", () => {
  const held = journal();
  held.fold({ after: 20, upto: 21, messages: messages(21, 21) });
  assert.equal(held.isBehind(22), false, "changes came since the last heartbeat");
  assert.equal(held.isBehind(22), true);
  assert.equal(held.isBehind(21), false);
});

test("a page that set out before a change does not bring back what was", () => {
  for (const take of ["takeOlder", "move"]) {
    const held = journal();
    const edited = message(5, { changed_seq: 21, body: "edited" });
    held.fold({ after: 20, upto: 21, messages: [edited] });
    held[take]({ messages: messages(1, 10), older: false, newer: true, head: 20 });
    assert.equal(held.byId(105).body, "edited", take);
  }
});

test("what another epoch told is not taken for news", () => {
  const held = journal();
  held.fold({ after: 20, upto: 21, messages: [message(5, { changed_seq: 21, body: "lost" })] });
  held.replace({ messages: messages(8, 10), older: true, newer: false, head: 10 });
  held.takeOlder({ messages: messages(1, 7), older: false, newer: true, head: 10 });
  assert.equal(held.byId(105).body, "message 5");
});

test("messages beyond an open end are reported and not held", () => {
  const held = journal({ newer: true, head: 50 });
  const report = held.fold({ after: 50, upto: 51, messages: messages(51, 51) });
  assert.deepEqual(seqs(report.beyond), [51]);
  assert.deepEqual(report.inserted, []);
  assert.equal(held.cursor, 51);
});

test("pages go before and behind what is held", () => {
  const held = journal({ newer: true, head: 50 });
  held.takeOlder({ messages: messages(1, 10), older: false, newer: true, head: 50 });
  held.takeNewer({ messages: messages(21, 30), older: true, newer: true, head: 50 });
  assert.deepEqual(seqs(held.messages), Array.from({ length: 30 }, (_, place) => place + 1));
  assert.deepEqual([held.older, held.newer], [false, true]);
});

test("a last page that was overtaken by changes is not the end", () => {
  const held = journal({ newer: true, head: 50 });
  held.fold({ after: 50, upto: 51, messages: messages(51, 51) });
  held.takeNewer({ messages: messages(21, 50), older: true, newer: false, head: 50 });
  assert.equal(held.newer, true);
  held.takeNewer({ messages: messages(51, 51), older: true, newer: false, head: 51 });
  assert.equal(held.newer, false);
});

test("a last page that was overtaken by a reaction alone is the end", () => {
  const held = journal({ newer: true, head: 50 });
  held.fold({ after: 50, upto: 51, messages: [message(20, { changed_seq: 51 })] });
  held.takeNewer({ messages: messages(21, 50), older: true, newer: false, head: 50 });
  assert.equal(held.newer, false);
});

test("moving to a page that a message has overtaken does not reach the end", () => {
  const held = journal();
  held.fold({ after: 20, upto: 21, messages: messages(21, 21) });
  held.move({ messages: messages(11, 20), older: true, newer: false, head: 20 });
  assert.equal(held.newer, true);
});

test("moving elsewhere in the room leaves the cursor", () => {
  const held = journal();
  held.move({ messages: messages(1, 5), older: false, newer: true, head: 20 });
  assert.deepEqual(seqs(held.messages), [1, 2, 3, 4, 5]);
  assert.deepEqual([held.cursor, held.newer], [20, true]);
});

test("what is let go of at one end makes that end open", () => {
  const held = journal();
  held.dropOldest(6);
  assert.deepEqual([seqs(held.messages), held.older, held.newer], [[17, 18, 19, 20], true, false]);
  held.dropNewest(2);
  assert.deepEqual([seqs(held.messages), held.newer], [[17, 18], true]);
  assert.equal(held.has(120), false);
});

test("after a resync only the newest page is held", () => {
  const held = journal();
  held.replace({ messages: messages(91, 95), older: true, newer: false, head: 95 });
  assert.deepEqual(seqs(held.messages), [91, 92, 93, 94, 95]);
  assert.equal(held.cursor, 95);
});
