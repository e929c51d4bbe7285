import assert from "node:assert/strict";
import { test } from "node:test";

import { allowedActs } from "../../static/js/acts/allowed.js";
import { ACTS, message } from "./fakes.js";

const BOB = { id: 2 };
const CAROL = { id: 3 };

const WRITING = ["read", "mark", "withdraw", "write"];
const KEEPING = ["pin", "moderate"];

function allowed(held, person, may = WRITING) {
  const nobody = { has: () => false };
  const membership = { may: (right) => may.includes(right) };
  return allowedActs(held, { person, membership, acts: ACTS, blocks: nobody, muted: nobody }).sort();
}

/** The order is the menu's. */
function same(acts, expected) {
  assert.deepEqual(acts, [...expected].sort());
}

test("a member may answer, and change only what is their own", () => {
  const ofOthers = ["react", "bookmark", "reply", "copy_text", "copy_link", "unread", "report", "block"];
  same(allowed(message(1), CAROL), ofOthers);
  const own = ["react", "bookmark", "reply", "edit", "copy_text", "copy_link", "unread", "delete"];
  same(allowed(message(1), BOB), own);
});

test("a guest may keep, copy, report and block", () => {
  const acts = allowed(message(1), CAROL, ["read", "join"]);
  same(acts, ["bookmark", "copy_text", "copy_link", "report", "block"]);
});

test("in an archived room one may keep, copy and mark, whoever one is", () => {
  for (const may of [["read", "mark"], ["read", "mark", "moderate", "manage"]]) {
    same(allowed(message(1), BOB, may), ["bookmark", "copy_text", "copy_link", "unread"]);
  }
});

test("a moderator may pin and hide what others said, and not edit it", () => {
  const acts = allowed(message(1), CAROL, [...WRITING, ...KEEPING]);
  assert.ok(acts.includes("pin") && acts.includes("hide") && acts.includes("purge"));
  assert.ok(!acts.includes("edit") && !acts.includes("unpin"));
});

test("what is pinned can be unpinned", () => {
  const acts = allowed(message(1, { pinned_at: "2026-11-20" }), CAROL, [...WRITING, ...KEEPING]);
  assert.ok(acts.includes("unpin") && !acts.includes("pin"));
});

test("in a direct conversation anybody pins, and nobody deletes what the other said", () => {
  const acts = allowed(message(1), CAROL, [...WRITING, "pin"]);
  assert.ok(acts.includes("pin") && !acts.includes("delete"));
});

test("what is hidden can be brought back by those who keep order", () => {
  const hidden = message(1, { deleted_at: "2026-11-20", hidden_at: "2026-11-20" });
  assert.ok(allowed(hidden, CAROL, [...WRITING, ...KEEPING]).includes("restore"));
  assert.ok(!allowed(hidden, CAROL).includes("restore"));
});

test("who is muted or locked out takes back what is theirs, and neither answers nor edits", () => {
  const acts = allowed(message(1), BOB, ["read", "mark", "withdraw"]);
  same(acts, ["bookmark", "copy_text", "copy_link", "unread", "delete"]);
});

test("moderators may see what stood there before", () => {
  const edited = message(1, { edited_at: "2026-11-20" });
  assert.ok(allowed(edited, CAROL, [...WRITING, ...KEEPING]).includes("versions"));
  assert.ok(!allowed(edited, BOB).includes("versions"));
  assert.ok(!allowed(message(1), CAROL, [...WRITING, ...KEEPING]).includes("versions"));
});

test("what is deleted, and what only happened, can be linked to and marked", () => {
  const rest = ["copy_link", "unread"];
  same(allowed(message(1, { deleted_at: "2026-11-20" }), BOB), rest);
  same(allowed(message(1, { kind: "joined" }), BOB), rest);
});

test("what is bookmarked can be let go, also when it is deleted", () => {
  const kept = message(1, { is_bookmarked: true });
  assert.ok(allowed(kept, CAROL).includes("unbookmark") && !allowed(kept, CAROL).includes("bookmark"));
  const gone = message(1, { is_bookmarked: true, deleted_at: "2026-11-20" });
  assert.ok(allowed(gone, CAROL).includes("unbookmark"));
});
