import assert from "node:assert/strict";
import { test } from "node:test";

import { mentionAt, withMention } from "../../static/js/composer/mention_query.js";

const query = (text, caret = text.length) => mentionAt(text, caret)?.query;

test("an at sign begins a mention, narrow or wide", () => {
  assert.equal(query("@"), "");
  assert.equal(query("hello @bo"), "bo");
  assert.equal(query("＠たな"), "たな");
});

test("Japanese needs no space before it", () => {
  assert.equal(query("こんにちは@bob"), "bob");
  assert.equal(query("了解です。＠bob"), "bob");
});

test("an address of mail mentions nobody", () => {
  assert.equal(query("alice@example"), undefined);
  assert.equal(query("@@bob"), undefined);
});

test("an at sign behind a mark begins the next mention", () => {
  assert.equal(query("@bob+@jo"), "jo");
  assert.equal(query("@bob-@jo"), "jo");
  assert.equal(query("well.@jo"), "jo");
});

test("after a space the mention is over", () => {
  assert.equal(query("@bob "), undefined);
  assert.equal(query("@bob　こんにちは"), undefined);
});

test("what stands behind the caret does not matter", () => {
  assert.equal(query("@bo and others", 3), "bo");
});

test("the chosen name takes the place of what was looked for", () => {
  const text = "hello ＠た";
  const chosen = withMention(text, mentionAt(text, text.length), "tanaka");
  assert.deepEqual(chosen, { text: "hello @tanaka ", caret: 14 });
});

test("there is one space behind a name in the middle", () => {
  const chosen = withMention("@bo and", mentionAt("@bo and", 3), "bob");
  assert.deepEqual(chosen, { text: "@bob and", caret: 5 });
});
