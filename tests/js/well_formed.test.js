import assert from "node:assert/strict";
import { test } from "node:test";

import { firstChars, wellFormed, wellFormedAct } from "../../static/js/outbox/well_formed.js";
import { dice } from "./storm.js";

for (const [name, text, repaired] of [
  ["a high half alone", "a\ud83d b", "a\ufffd b"],
  ["a low half alone", "\ude00", "\ufffd"],
  ["halves in the wrong order", "\ude00\ud83d", "\ufffd\ufffd"],
  ["a pair behind a half", "\ud83d\ud83d\ude00", "\ufffd\ud83d\ude00"],
  ["U+0000", "a\0b", "a\ufffdb"],
]) {
  test(`${name} is replaced`, () => assert.equal(wellFormed(text), repaired));
}

for (const text of ["", "hello", "広場 😀 👩‍👩‍👧", "\u0001\uffff\ufeff"]) {
  test(`${JSON.stringify(text)} stays as it is`, () => assert.equal(wellFormed(text), text));
}

test("whatever comes, what is repaired can be sent, is as long, and is not repaired again", () => {
  const roll = dice(7);
  const pieces = ["\ud83d", "\ude00", "\0", "a", "広", "😀", " "];
  for (let round = 0; round < 500; round += 1) {
    const text = Array.from({ length: 12 }, () => pieces[Math.floor(roll() * 7)]).join("");
    const repaired = wellFormed(text);
    assert.doesNotThrow(() => encodeURIComponent(repaired));
    assert.equal(Array.from(repaired).length, Array.from(text).length);
    assert.equal(wellFormed(repaired), repaired);
  }
});

test("every text of an act is repaired and nothing else is touched", () => {
  const quoted = { id: 3, excerpt: "x" };
  const act = { type: "edit", id: 7, body: "a\ud83d", emoji: "\0", quoted, code: null };
  assert.deepEqual(wellFormedAct(act), { ...act, body: "a\ufffd", emoji: "\ufffd" });
  assert.equal(wellFormedAct(act).quoted, quoted);
});

test("an act with which nothing is wrong is the same one", () => {
  const act = { type: "pin", id: 7 };
  assert.equal(wellFormedAct(act), act);
});

test("a character is not cut in half", () => {
  assert.equal(firstChars("ab😀c", 3), "ab😀");
  assert.equal(firstChars("a😀", 1), "a");
  assert.equal(firstChars("", 5), "");
});
