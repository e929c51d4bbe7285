import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, encode } from "../../static/js/account/base64url.js";

test("bytes come back as they went, without characters that an address cannot have", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, number) => number);
  const text = encode(bytes.buffer);
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(decode(text), bytes);
});

test("it is written as WebAuthn writes it", () => {
  assert.equal(encode(Uint8Array.of(0xfb, 0xff).buffer), "-_8");
  assert.deepEqual(decode("-_8"), Uint8Array.of(0xfb, 0xff));
});

test("nothing is nothing", () => {
  assert.equal(encode(new ArrayBuffer(0)), "");
  assert.deepEqual(decode(""), new Uint8Array(0));
});
