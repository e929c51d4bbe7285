import assert from "node:assert/strict";
import { test } from "node:test";

import { Blocks } from "../../static/js/moderation/blocks_and_mutes.js";
import { Journal } from "../../static/js/log/journal.js";
import { newsFor } from "../../static/js/reading/tally.js";
import { UnreadPlace } from "../../static/js/reading/unread_place.js";
import { message, messages } from "./fakes.js";

const ALICE = 1;
const FIRST = { seq: 6, created_at: "2026-11-20T01:00:00.000+00:00" };

function setUp({ lineAfter = 5, lineSide = null, told = {}, ...page } = {}) {
  const facts = { messages: messages(11, 20), older: true, newer: true, head: 30, ...page };
  return new UnreadPlace({
    journal: new Journal(facts),
    scroll: { lineSide },
    reading: { lineAfter },
    isNews: newsFor({ person: ALICE, blocks: new Blocks([]) }),
    told: { read_seq: 0, first_unread: null, ...told },
  });
}

test("the first unread message is the first that counts", () => {
  const own = message(11, { author: { id: ALICE } });
  const joined = message(12, { kind: "joined" });
  const held = [own, joined, message(13, { deleted_at: "x" }), message(14)];
  assert.equal(setUp({ messages: held, lineAfter: 10 }).first.seq, 14);
});

test("what is not held is known from the page as long as the line stands there", () => {
  const told = { read_seq: 5, first_unread: FIRST };
  assert.deepEqual(setUp({ told }).first, FIRST);
  assert.equal(setUp({ told, lineAfter: 7 }).first, undefined);
});

test("without a line there is nothing unread to go to", () => {
  const place = setUp({ lineAfter: null });
  assert.deepEqual([place.first, place.side], [undefined, null]);
});

test("a line that is drawn is where it is drawn", () => {
  assert.equal(setUp({ lineSide: "in" }).side, "in");
});

test("a line that is not held is above or below", () => {
  assert.equal(setUp({ lineAfter: 5 }).side, "above");
  assert.equal(setUp({ lineAfter: 20 }).side, "below");
  assert.equal(setUp({ lineAfter: 20, newer: false }).side, null);
});

test("between what was read and what is in view may stand what is no news", () => {
  const between = [message(12, { kind: "joined" }), message(13, { kind: "left" })];
  assert.equal(setUp({ messages: [message(11), ...between, message(14)] }).noNewsAfter(14), 11);
});

test("of what is not held nobody knows whether it is news", () => {
  assert.equal(setUp().noNewsAfter(11), 10);
  assert.equal(setUp({ older: false }).noNewsAfter(11), 0);
});
