import assert from "node:assert/strict";
import { test } from "node:test";

import { Blocks } from "../../static/js/moderation/blocks_and_mutes.js";
import { newsFor } from "../../static/js/reading/tally.js";
import { Unread } from "../../static/js/reading/unread.js";
import { message } from "./fakes.js";

const ALICE = 1;
const CARL = 3;

function setUp() {
  const sent = [];
  const blocks = new Blocks([CARL]);
  const here = { upTo: 0, held: [] };
  const unread = new Unread({
    person: ALICE,
    isNews: newsFor({ person: ALICE, blocks }),
    open: { id: 5, standing: standing(5), upTo: () => here.upTo, held: () => here.held },
    send: (frame) => sent.push(frame),
  });
  unread.receive({
    type: "welcome",
    rooms: [
      standing(5, { head: 10, unread: 3 }),
      standing(6, { head: 20, read_seq: 15, unread: 2 }),
    ],
  });
  return { unread, sent, blocks, here };
}

/** How Alice stands in a room, as `welcome` and `rooms` tell it. */
function standing(id, facts = {}) {
  return { id, head: 1, read_seq: 0, unread: 0, mentions: 0, ...facts };
}

function read(readSeq, facts) {
  return { type: "read", room: 6, read_seq: readSeq, unread: 0, mentions: 0, ...facts };
}

function changes(after, ...told) {
  return { type: "changes", room: 6, after, upto: after + told.length, messages: told };
}

test("the other rooms are watched from their heads, the open one is not", () => {
  const { unread, sent } = setUp();
  assert.deepEqual(sent, [{ type: "join", room: 6, after: 20 }]);
  assert.deepEqual([...unread.counts.keys()], [5, 6]);
});

test("what others say is counted", () => {
  const { unread } = setUp();
  assert.equal(unread.receive(changes(20, message(21), message(22, { kind: "action" }))), true);
  assert.equal(unread.counts.get(6).unread, 4);
});

test("one's own words, comings and goings, and edits are not counted", () => {
  const { unread } = setUp();
  const own = message(21, { author: { id: ALICE } });
  const edited = message(17, { changed_seq: 23 });
  unread.receive(changes(20, own, message(22, { kind: "joined" }), edited));
  assert.equal(unread.counts.get(6).unread, 2);
});

test("the same changes are counted once", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21)));
  assert.equal(unread.receive(changes(20, message(21))), false);
  assert.equal(unread.counts.get(6).unread, 3);
});

test("a gap asks for what was missed", () => {
  const { unread, sent } = setUp();
  unread.receive(changes(25, message(26)));
  assert.deepEqual(sent.at(-1), { type: "join", room: 6, after: 20 });
});

test("what goes on coming beside a gap is asked for once between two heartbeats", () => {
  const { unread, sent } = setUp();
  const before = sent.length;
  for (const seq of [25, 26]) unread.receive(changes(seq, message(seq + 1)));
  assert.equal(sent.length, before + 1);
  unread.receive({ type: "heartbeat", heads: { 6: 27 } });
  unread.receive(changes(27, message(28)));
  assert.equal(sent.length, before + 2);
});

test("a heartbeat that knows more asks for what was missed", () => {
  const { unread, sent } = setUp();
  unread.receive({ type: "heartbeat", heads: { 6: 21 } });
  assert.deepEqual(sent.at(-1), { type: "join", room: 6, after: 20 });
});

test("the next welcome brings the counts that hold", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21)));
  unread.receive({ type: "welcome", rooms: [standing(6, { head: 21 })] });
  assert.equal(unread.counts.get(6).unread, 0);
});

test("at most a hundred rooms are watched", () => {
  const { unread, sent } = setUp();
  sent.length = 0;
  const rooms = Array.from({ length: 150 }, (_, place) => standing(place + 10));
  unread.receive({ type: "welcome", rooms });
  assert.equal(sent.length, 100);
  assert.equal(unread.counts.size, 151);
});

test("calls of the person are counted apart", () => {
  const { unread } = setUp();
  const called = message(21, { mentions: [7, ALICE] });
  const all = message(22, { mentions_all: true });
  unread.receive(changes(20, called, all, message(23, { mentions: [7] })));
  assert.deepEqual(unread.counts.get(6), { unread: 5, mentions: 2 });
});

test("what is deleted does not count", () => {
  const { unread } = setUp();
  const gone = { deleted_at: "2026-11-20T01:00:00Z" };
  unread.receive(changes(20, message(21, { mentions: [ALICE] }), message(22, gone)));
  assert.deepEqual(unread.counts.get(6), { unread: 3, mentions: 1 });
  unread.receive(changes(22, message(21, { ...gone, changed_seq: 23 })));
  unread.receive(changes(23, message(17, { ...gone, changed_seq: 24 })));
  assert.deepEqual(unread.counts.get(6), { unread: 1, mentions: 0 });
});

test("an edit that calls the person counts as a call", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21)));
  unread.receive(changes(21, message(21, { mentions: [ALICE], changed_seq: 22 })));
  assert.deepEqual(unread.counts.get(6), { unread: 3, mentions: 1 });
});

test("what was read or marked as unread elsewhere counts here", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21, { mentions: [ALICE] })));
  assert.equal(unread.receive(read(21, { head: 21 })), true);
  assert.deepEqual(unread.counts.get(6), { unread: 0, mentions: 0 });
  unread.receive(read(9, { unread: 4, mentions: 1, head: 21 }));
  unread.receive(changes(21, message(22)));
  assert.deepEqual(unread.counts.get(6), { unread: 5, mentions: 1 });
});

test("a room that is new in the list is watched, one that is gone is left", () => {
  const { unread, sent } = setUp();
  sent.length = 0;
  unread.receive({ type: "rooms", rooms: [standing(5), standing(8, { head: 4, unread: 1 })] });
  assert.deepEqual(sent, [
    { type: "join", room: 8, after: 4 },
    { type: "leave", room: 6 },
  ]);
  assert.equal(unread.counts.get(8).unread, 1);
});

test("a list that is older than the changes does not undo them", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21)));
  unread.receive({ type: "rooms", rooms: [standing(6, { head: 20, read_seq: 15, unread: 2 })] });
  assert.equal(unread.counts.get(6).unread, 3);
});

test("what the server counted and what came since is not counted twice, nor lost", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21), message(22)));
  unread.receive(read(20, { unread: 1, head: 21 }));
  assert.equal(unread.counts.get(6).unread, 2);
  unread.receive(read(20, { unread: 3, head: 23 }));
  unread.receive(changes(22, message(23)));
  assert.equal(unread.counts.get(6).unread, 3);
  unread.receive(read(20, { unread: 1, head: 21 }));
  assert.equal(unread.counts.get(6).unread, 3);
});

test("what somebody says whom the person has blocked is not counted, nor their calls", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(21, { author: { id: CARL }, mentions: [ALICE] })));
  assert.deepEqual(unread.counts.get(6), { unread: 2, mentions: 0 });
});

test("whoever is blocked while one looks counts no more, and again when that ends", () => {
  const { unread, blocks } = setUp();
  unread.receive(changes(20, message(21), message(22, { author: { id: 4 } })));
  blocks.set(4, true);
  assert.equal(unread.counts.get(6).unread, 3);
  blocks.set(4, false);
  assert.equal(unread.counts.get(6).unread, 4);
});

test("a message that is deleted and then purged is taken away once", () => {
  const { unread } = setUp();
  const gone = { deleted_at: "2026-11-20T01:00:00Z" };
  unread.receive(changes(20, message(17, { ...gone, changed_seq: 21 })));
  unread.receive(changes(21, message(17, { ...gone, changed_seq: 22 })));
  assert.equal(unread.counts.get(6).unread, 1);
});

test("a message that was hidden and comes back counts again", () => {
  const { unread } = setUp();
  unread.receive(changes(20, message(17, { deleted_at: "2026-11-20T01:00:00Z", changed_seq: 21 })));
  unread.receive(changes(21, message(17, { changed_seq: 22 })));
  assert.equal(unread.counts.get(6).unread, 2);
});

test("what the server counted as deleted is not taken away once more", () => {
  const { unread } = setUp();
  unread.receive(read(15, { unread: 1, head: 21 }));
  unread.receive(changes(20, message(17, { deleted_at: "2026-11-20T01:00:00Z", changed_seq: 21 })));
  assert.equal(unread.counts.get(6).unread, 1);
});

test("there are never more calls than unread messages", () => {
  const { unread } = setUp();
  unread.receive(read(15, { unread: 1, mentions: 1, head: 21 }));
  unread.receive(changes(20, message(17, { deleted_at: "2026-11-20T01:00:00Z", changed_seq: 22 })));
  assert.deepEqual(unread.counts.get(6), { unread: 0, mentions: 0 });
});

/** A frame of the room on the page, in which three messages up to 10 are unread. */
function here(after, ...told) {
  return { ...changes(after, ...told), room: 5 };
}

test("what is on the screen counts no more before the server has heard it", () => {
  const { unread, here: place } = setUp();
  unread.receive(here(10, message(11)));
  place.held = [message(8), message(9), message(10), message(11)];
  place.upTo = 9;
  assert.equal(unread.here, 2);
  place.upTo = 11;
  assert.equal(unread.here, 0);
});

test("above the limit the server's count stays until it counts again", () => {
  const { unread, here: place } = setUp();
  unread.receive({ type: "rooms", rooms: [standing(5, { head: 10, unread: 100 })] });
  place.held = [message(8), message(9)];
  place.upTo = 9;
  assert.equal(unread.here, 100);
});

test("a guest's room is counted from when the page was opened", () => {
  const { unread } = setUp();
  unread.receive({ type: "welcome", rooms: [] });
  unread.receive(here(10, message(11)));
  assert.equal(unread.here, 4);
});
