import assert from "node:assert/strict";
import { test } from "node:test";

import { toldAct, withActs } from "../../static/js/outbox/with_acts.js";
import { message } from "./fakes.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };

function act(type, facts = {}) {
  return { type, nonce: type, at: 0, state: "waiting", ...facts };
}

const shown = (held, ...acts) => withActs(held, acts, ALICE);
const people = ({ reactions }) => reactions.map((one) => [one.emoji, one.people.map(({ id }) => id)]);

test("a new text is seen at once, not yet rendered", () => {
  const { draft, html } = shown(message(1), act("edit", { body: "better" }));
  assert.deepEqual([draft, html], ["better", "<p>message 1</p>"]);
});

test("a reaction joins those of others, or begins a new one at the end", () => {
  const held = message(1, { reactions: [{ emoji: "👍", people: [BOB] }] });
  const both = shown(held, act("react", { emoji: "👍" }), act("react", { emoji: "🎉" }));
  assert.deepEqual(people(both), [["👍", [2, 1]], ["🎉", [1]]]);
});

test("a reaction that is there already is not doubled", () => {
  const held = message(1, { reactions: [{ emoji: "👍", people: [ALICE, BOB] }] });
  assert.deepEqual(people(shown(held, act("react", { emoji: "👍" }))), [["👍", [2, 1]]]);
});

test("the last one who takes an emoji back takes it away", () => {
  const held = message(1, { reactions: [{ emoji: "👍", people: [ALICE] }] });
  assert.deepEqual(people(shown(held, act("unreact", { emoji: "👍" }))), []);
});

test("acts are applied in their order", () => {
  const again = [act("react", { emoji: "👍" }), act("unreact", { emoji: "👍" })];
  assert.deepEqual(people(shown(message(1), ...again)), []);
});

test("a pin is seen at once, and so is its end", () => {
  assert.ok(shown(message(1), act("pin")).pinned_at);
  assert.equal(shown(message(1, { pinned_at: "2026-11-20" }), act("unpin")).pinned_at, null);
});

test("a bookmark is seen at once, and so is its end", () => {
  assert.equal(shown(message(1), act("bookmark")).is_bookmarked, true);
  assert.equal(shown(message(1, { is_bookmarked: true }), act("unbookmark")).is_bookmarked, false);
});

test("what was refused is taken back, but for a text", () => {
  const refused = { state: "failed", code: "forbidden" };
  assert.deepEqual(people(shown(message(1), act("react", { emoji: "👍", ...refused }))), []);
  assert.equal(shown(message(1), act("edit", { body: "better", ...refused })).draft, "better");
});

test("the message that the server told is left alone", () => {
  const held = message(1, { reactions: [{ emoji: "👍", people: [BOB] }] });
  shown(held, act("react", { emoji: "👍" }), act("edit", { body: "better" }));
  assert.deepEqual([people(held), held.draft], [[["👍", [2]]], undefined]);
});

test("a refusal is told before what waits, and small acts wait in silence", () => {
  const refused = act("react", { state: "failed" });
  assert.equal(toldAct([act("edit"), refused]), refused);
  assert.equal(toldAct([act("react"), act("pin")]), undefined);
});
