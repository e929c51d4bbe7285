import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { EmojiIndex, RecentEmoji } from "../../static/js/composer/emoji_index.js";
import { LocalStore } from "../../static/js/lib/local_store.js";
import { FakeStorage } from "./fakes.js";

const FILE = new URL("../../static/vendor/emojibase/emoji.json", import.meta.url);
const rows = JSON.parse(readFileSync(FILE, "utf8"));
const index = new EmojiIndex(rows, "en");
const found = (text) => index.search(text).map(({ emoji }) => emoji);

test("an emoji is found by its name in both languages", () => {
  assert.ok(found("sushi").includes("🍣"));
  assert.ok(found("寿司").includes("🍣"));
  assert.ok(found("拍手").includes("👏"));
});

test("kana of both kinds, widths and letters of both cases are the same", () => {
  for (const text of ["すし", "スシ", "ｽｼ", "SUSHI"]) assert.ok(found(text).includes("🍣"), text);
});

test("all the words must fit", () => {
  assert.ok(found("red heart").includes("❤️"));
  assert.ok(!found("red heart").includes("🍣"));
});

test("what begins with the word comes first", () => {
  assert.match(index.search("cat")[0].name, /^cat/);
});

test("nothing is found by nothing, or by what no emoji is called", () => {
  assert.deepEqual(found("  "), []);
  assert.deepEqual(found("qqqq"), []);
});

test("emoji are named in the person's language", () => {
  const [sushi] = new EmojiIndex(rows, "ja").named(["🍣"]);
  assert.equal(sushi.name, "すし");
});

test("an emoji is there once, in one form", () => {
  const all = rows.map(([emoji]) => emoji);
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.includes("👍") && all.includes("❤️"));
  assert.ok(!all.includes("👍\uFE0F"));
});

test("what was used last comes first, once, and not everything is kept", () => {
  const recent = new RecentEmoji(new LocalStore(new FakeStorage(), "emoji:1:"));
  for (const emoji of ["👍", "🎉", "👍"]) recent.add(emoji);
  assert.deepEqual(recent.all, ["👍", "🎉"]);
  for (const [emoji] of rows.slice(0, 100)) recent.add(emoji);
  assert.equal(recent.all.length, 27);
});
