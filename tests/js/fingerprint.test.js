import assert from "node:assert/strict";
import { test } from "node:test";

import { fingerprint } from "../../static/js/composer/fingerprint.js";

test("the same text has the same fingerprint", () => {
  assert.equal(fingerprint("広場"), fingerprint("広場"));
});

test("texts that differ by little have different ones", () => {
  const texts = ["", " ", "a", "b", "ab", "ba", "広場", "廣場", "広場 ", "\ud83d\ude00", "\ud83d\ude01"];
  assert.equal(new Set(texts.map(fingerprint)).size, texts.length);
});

test("line ends are alike, as a text field makes them so", () => {
  assert.equal(fingerprint("one\r\ntwo\rthree"), fingerprint("one\ntwo\nthree"));
});
