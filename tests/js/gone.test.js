import assert from "node:assert/strict";
import { test } from "node:test";

import { goneName, stateOf } from "../../static/js/timeline/message_text.js";

const AT = "2026-11-20T10:00:00Z";

test("what became of a message is told by the last thing that was done to it", () => {
  assert.equal(stateOf({ deleted_at: null, hidden_at: null, purged_at: null }), "shown");
  assert.equal(stateOf({ deleted_at: AT, hidden_at: null, purged_at: null }), "deleted");
  assert.equal(stateOf({ deleted_at: AT, hidden_at: AT, purged_at: null }), "hidden");
  assert.equal(stateOf({ deleted_at: AT, hidden_at: null, purged_at: AT }), "purged");
});

test("a server from before says of a quote only that it is gone", () => {
  assert.equal(goneName(undefined), "gone_deleted");
  assert.equal(goneName("purged"), "gone_purged");
});
