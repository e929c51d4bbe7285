// Who is muted in the room, and until when.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Muted } from "../../static/js/moderation/blocks_and_mutes.js";

const NOON = Date.parse("2026-11-26T12:00:00Z");

function muted(untils, now = NOON) {
  return new Muted(untils, { now: () => now });
}

test("whoever is muted is known until the mute ends", () => {
  const untils = { 7: "2026-11-26T12:00:01+00:00" };
  assert.equal(muted(untils).has(7), true);
  assert.equal(muted(untils, NOON + 1_000).has(7), false);
  assert.equal(muted(untils).has(8), false);
});

test("a new mute is known at once, and a longer one stays", () => {
  const people = muted({ 7: "2026-11-26T14:00:00+00:00" });
  people.add(7, 60);
  people.add(8, 60);
  assert.equal(people.has(8), true);
  people.delete(8);
  assert.equal(people.has(8), false);
  assert.equal(people.has(7), true);
});
