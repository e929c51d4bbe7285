import assert from "node:assert/strict";
import { test } from "node:test";

import { rightsOf } from "../../static/js/rights.js";

/** The names of what is allowed. */
function allowed(role, kind, archived = false) {
  const { read, mark, withdraw, ...rest } = rightsOf({ role, kind, archived });
  return Object.entries(rest)
    .filter(([, may]) => may)
    .map(([name]) => name);
}

test("a guest of a public room may join, and nothing else", () => {
  assert.deepEqual(allowed(null, "public"), ["join"]);
});

test("nobody joins a private or an archived room by themselves", () => {
  assert.deepEqual(allowed(null, "private"), []);
  assert.deepEqual(allowed(null, "public", true), []);
});

test("members invite to public rooms only", () => {
  assert.deepEqual(allowed("member", "public"), ["write", "invite"]);
  assert.deepEqual(allowed("member", "private"), ["write"]);
});

test("owners and moderators look after a room, owners decide what it is", () => {
  const most = ["write", "invite", "pin", "moderate"];
  assert.deepEqual(allowed("moderator", "private"), most);
  assert.deepEqual(allowed("owner", "public"), [...most, "manage"]);
});

test("in a direct room all are alike", () => {
  assert.deepEqual(allowed("member", "direct"), ["write", "pin"]);
  assert.deepEqual(allowed("owner", "direct"), ["write", "pin"]);
});

test("an archived room is only read and looked after", () => {
  assert.deepEqual(allowed("member", "public", true), []);
  assert.deepEqual(allowed("moderator", "public", true), ["moderate"]);
  assert.deepEqual(allowed("owner", "public", true), ["moderate", "manage"]);
});
