import assert from "node:assert/strict";
import { test } from "node:test";

import { isolated, Strings } from "../../static/js/lib/strings.js";

for (const text of ["", "Alice", "鈴木", "Zoë 😀", "12:30"]) {
  test(`${JSON.stringify(text)} turns nothing`, () => assert.equal(isolated(text), text));
}

for (const text of ["שלום!", "مرحبا", "a\u202eb", "\u2067x", "𐤀", "x\u200f"]) {
  test(`${JSON.stringify(text)} is isolated`, () => {
    assert.equal(isolated(text), `\u2068${text}\u2069`);
  });
}

test("a name that is read from right to left does not turn the sentence around it", () => {
  const strings = new Strings(new Map([["added", "{name} added {subject}"]]), "en");
  const said = strings.say("added", { name: "שלום!", subject: "Bob" });
  assert.equal(said, "\u2068שלום!\u2069 added Bob");
});
