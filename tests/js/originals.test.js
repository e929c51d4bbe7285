import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal } from "../../static/js/log/journal.js";
import { excerptOf, quoteOf } from "../../static/js/timeline/message_text.js";
import { Originals } from "../../static/js/log/originals.js";
import { message, settle } from "./fakes.js";

const PLACE = { id: 103, seq: 3 };

/** A room whose page holds messages 8 and 9, and a server that has them all. */
function setUp() {
  const journal = new Journal({ messages: [message(8), message(9)], older: true, newer: false, head: 9 });
  const server = new Map([[3, message(3, { body: "three" })]]);
  const asked = [];
  const load = async (seq) => {
    asked.push(seq);
    if (server.get(seq) instanceof Error) throw server.get(seq);
    return server.get(seq) ?? null;
  };
  const originals = new Originals({ journal, load });
  return { originals, journal, server, asked };
}

test("what is held is known at once", () => {
  const { originals, asked } = setUp();
  assert.equal(originals.now({ id: 108, seq: 8 }).seq, 8);
  assert.deepEqual(asked, []);
});

test("what is not held is asked for once", async () => {
  const { originals, asked } = setUp();
  assert.equal(originals.now(PLACE), undefined);
  originals.now(PLACE);
  await settle();
  assert.equal(originals.now(PLACE).body, "three");
  assert.deepEqual(asked, [3]);
});

test("what is not there for this person is null", async () => {
  const { originals } = setUp();
  originals.now({ id: 104, seq: 4 });
  await settle();
  assert.equal(originals.now({ id: 104, seq: 4 }), null);
});

test("another message at the same place, as after a restore, is not the one", async () => {
  const { originals } = setUp();
  originals.now({ id: 999, seq: 3 });
  await settle();
  assert.equal(originals.now({ id: 999, seq: 3 }), null);
});

test("a message that changes far away is known as it is now", async () => {
  const { originals } = setUp();
  originals.now(PLACE);
  await settle();
  originals.take([message(3, { changed_seq: 10, deleted_at: "2026-11-26T10:00:00Z", body: "" })]);
  assert.ok(originals.now(PLACE).deleted_at);
});

test("an answer that was on its way does not go over what was told meanwhile", async () => {
  const { originals } = setUp();
  originals.now(PLACE);
  originals.take([message(3, { changed_seq: 10, body: "newer" })]);
  await settle();
  assert.equal(originals.now(PLACE).body, "newer");
});

test("what could not be asked for is asked for again when the connection is back", async () => {
  const { originals, server, asked } = setUp();
  server.set(3, new Error("away"));
  originals.now(PLACE);
  await settle();
  originals.now(PLACE);
  server.set(3, message(3, { body: "three" }));
  originals.mend();
  originals.now(PLACE);
  await settle();
  assert.equal(originals.now(PLACE).body, "three");
  assert.deepEqual(asked, [3, 3]);
});

test("after a restart everything is asked for anew", async () => {
  const { originals, server } = setUp();
  originals.now(PLACE);
  await settle();
  server.delete(3);
  originals.restart();
  originals.now(PLACE);
  await settle();
  assert.equal(originals.now(PLACE), null);
});

test("a quote says what the message says, that it is gone, or that it is on its way", () => {
  const said = message(3, { body: "/me  waves\n\nat you" });
  assert.equal(quoteOf(PLACE, said).excerpt, "waves at you");
  assert.deepEqual(quoteOf(PLACE, null), { seq: 3, author: null, excerpt: "", state: "deleted" });
  const deleted = quoteOf(PLACE, { ...said, deleted_at: "2026-11-26T10:00:00Z" });
  const { author } = said;
  assert.deepEqual(deleted, { seq: 3, author, excerpt: "", state: "deleted", gone: "deleted" });
  assert.equal(quoteOf(PLACE, undefined).author, null);
});

test("an excerpt is short, and cuts no character in half", () => {
  assert.equal([...excerptOf("😀".repeat(5_000))].length, 140);
});
