import assert from "node:assert/strict";
import { test } from "node:test";

import { arrange } from "../../static/js/timeline/arrange.js";
import { Blocks } from "../../static/js/moderation/blocks_and_mutes.js";
import { newsFor } from "../../static/js/reading/tally.js";
import { message } from "./fakes.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };
const BLOCKED = { id: 3, username: "carl", name: "Carl" };

function at(seq, time, facts = {}) {
  return message(seq, { created_at: `2026-11-20T${time}:00.000Z`, author: BOB, ...facts });
}

function rows(messages, facts = {}) {
  return arrange({
    messages,
    pending: [],
    changes: new Map(),
    ends: { older: null, newer: null },
    unreadAfter: null,
    isNews: newsFor({ person: ALICE.id, blocks: new Blocks([BLOCKED.id]) }),
    person: ALICE.id,
    dayKey: (moment) => moment.slice(0, 10),
    ...facts,
  });
}

const types = (found) => found.map(({ type }) => type);
const follows = (found) => found.map((row) => row.follows);

test("a day begins with its line", () => {
  const next = message(3, { created_at: "2026-11-21T00:01:00.000Z" });
  assert.deepEqual(types(rows([at(1, "09:00"), at(2, "09:01"), next])), [
    "day",
    "message",
    "message",
    "day",
    "message",
  ]);
});

test("who speaks again within five minutes needs no second header", () => {
  const said = [at(1, "09:00"), at(2, "09:05"), at(3, "09:11")];
  assert.deepEqual(follows(rows(said)), [false, false, true, false]);
});

test("somebody else, an action or a joining in between ends a group", () => {
  const said = [
    at(1, "09:00"),
    at(2, "09:00", { author: ALICE }),
    at(3, "09:00", { author: ALICE, kind: "action" }),
    at(4, "09:00", { author: ALICE }),
    at(5, "09:00", { author: BOB, kind: "joined" }),
    at(6, "09:00", { author: ALICE }),
  ];
  assert.ok(rows(said).every((row) => !row.follows));
});

test("four comings and goings in a row are folded, three are not", () => {
  const comings = (count) =>
    Array.from({ length: count }, (_, place) => at(place + 1, "09:00", { kind: "joined" }));
  assert.deepEqual(types(rows(comings(3))), ["day", "message", "message", "message"]);
  const folded = rows(comings(4));
  assert.deepEqual(types(folded), ["day", "fold"]);
  assert.equal(folded[1].rows.length, 4);
});

test("the unread line stands above the first unread message of others", () => {
  const said = [at(1, "09:00"), at(2, "09:00", { author: ALICE }), at(3, "09:00")];
  const drawn = rows(said, { unreadAfter: 1 });
  assert.deepEqual(types(drawn), ["day", "message", "message", "unread", "message"]);
});

test("there is no unread line when everything is read", () => {
  assert.ok(!types(rows([at(1, "09:00")], { unreadAfter: 1 })).includes("unread"));
});

test("the unread line stands above what is news, not above comings or somebody blocked", () => {
  const said = [
    at(1, "09:00"),
    at(2, "09:01", { kind: "joined" }),
    at(3, "09:02", { author: BLOCKED }),
    at(4, "09:03", { deleted_at: "2026-11-20T09:04:00.000Z" }),
    at(5, "09:05"),
  ];
  const drawn = rows(said, { unreadAfter: 1 });
  const line = drawn.findIndex(({ type }) => type === "unread");
  assert.equal(drawn[line + 1].message.seq, 5);
});

test("an unread line that may belong further up is not drawn", () => {
  const drawn = rows([at(11, "09:00")], { unreadAfter: 5 });
  assert.ok(!types(drawn).includes("unread"));
});

test("what waits stands last and joins the person's own group", () => {
  const item = { nonce: "n", body: "hello", at: Date.parse("2026-11-20T09:01:00Z") };
  const drawn = rows([at(1, "09:00", { author: ALICE })], { pending: [item] });
  assert.deepEqual(types(drawn), ["day", "message", "pending"]);
  assert.equal(drawn[2].follows, true);
});

test("the ends are drawn at their sides, before what waits", () => {
  const item = { nonce: "n", body: "hello", at: 0 };
  const drawn = rows([at(1, "09:00")], {
    pending: [item],
    ends: { older: "loading", newer: "torn" },
  });
  assert.deepEqual(types(drawn), ["loading", "day", "message", "torn", "pending"]);
  assert.equal(drawn[3].side, "newer");
});

test("a room without messages says so, until something waits", () => {
  const ends = { older: "start", newer: null };
  assert.deepEqual(types(rows([], { ends })), ["empty"]);
  const item = { nonce: "n", body: "hello", at: 0 };
  assert.deepEqual(types(rows([], { ends, pending: [item] })), ["start", "pending"]);
});

test("the same row has the same key when more is loaded above", () => {
  const later = rows([at(5, "09:00"), at(6, "09:01")]);
  const keys = rows([at(4, "08:59"), at(5, "09:00"), at(6, "09:01")]).map(({ key }) => key);
  assert.ok(later.every(({ key }) => keys.includes(key)));
});

test("what has been deleted stays in its group", () => {
  const gone = at(2, "09:00", { deleted_at: "2026-11-20T10:00:00Z" });
  const drawn = rows([at(1, "09:00"), gone, at(3, "09:00")]).filter(({ type }) => type === "message");
  assert.deepEqual(drawn.map(({ follows }) => Boolean(follows)), [false, true, true]);
});

test("what happened to the room is not folded with comings and goings", () => {
  const kinds = ["joined", "added", "renamed", "removed", "left"];
  const drawn = rows(kinds.map((kind, place) => at(place + 1, "09:00", { kind })));
  assert.deepEqual(types(drawn), ["day", ...kinds.map(() => "message")]);
});

test("a message brings what its reader has done to it", () => {
  const acts = [{ nonce: "n", type: "pin", id: 101 }];
  const drawn = rows([at(1, "09:00"), at(2, "09:00")], { changes: new Map([[101, acts]]) });
  assert.deepEqual(drawn.slice(1).map((row) => row.acts), [acts, []]);
});

test("what waits to be sent stands alone when it is an action", () => {
  const waiting = (nonce, body) => ({ nonce, body, at: Date.parse("2026-11-20T09:00:00Z") });
  const pending = [waiting("a", "hello"), waiting("b", "/me waves"), waiting("c", "again")];
  assert.deepEqual(follows(rows([], { pending })), [false, false, false]);
});
