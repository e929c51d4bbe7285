import assert from "node:assert/strict";
import { test } from "node:test";

import { happeningName } from "../../static/js/log/kinds.js";

test("a role and a rule of history have a sentence each", () => {
  assert.equal(happeningName({ kind: "role_changed", body: "moderator" }), "role_changed_moderator");
  assert.equal(happeningName({ kind: "history_changed", body: "all" }), "history_changed_all");
});

test("a description that was taken away is told differently", () => {
  assert.equal(happeningName({ kind: "described", body: "" }), "undescribed");
  assert.equal(happeningName({ kind: "described", body: "undescribed" }), "described");
});

test("a name is not taken for a part of a sentence's", () => {
  assert.equal(happeningName({ kind: "renamed", body: "all" }), "renamed");
});
