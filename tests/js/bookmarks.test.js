import assert from "node:assert/strict";
import { test } from "node:test";

import { Bookmarks } from "../../static/js/acts/bookmarks.js";

function setUp() {
  const bookmarks = new Bookmarks(5, [1, 2]);
  const told = [];
  bookmarks.addEventListener("change", () => told.push("change"));
  return { bookmarks, told };
}

test("another device adds and removes", () => {
  const { bookmarks, told } = setUp();
  bookmarks.receive({ type: "bookmark", room: 5, id: 3, bookmarked: true });
  bookmarks.receive({ type: "bookmark", room: 5, id: 1, bookmarked: false });
  assert.deepEqual([1, 2, 3].filter((id) => bookmarks.has(id)), [2, 3]);
  assert.deepEqual(told, ["change", "change"]);
});

test("what is kept of other rooms is none of this page", () => {
  const { bookmarks, told } = setUp();
  bookmarks.receive({ type: "bookmark", room: 6, id: 3, bookmarked: true });
  assert.deepEqual([bookmarks.has(3), told], [false, []]);
});

test("a new connection says what holds, and the same is no news", () => {
  const { bookmarks, told } = setUp();
  bookmarks.receive({ type: "welcome", bookmarks: { 5: [1, 2], 6: [9] } });
  assert.deepEqual(told, []);
  bookmarks.receive({ type: "welcome", bookmarks: {} });
  assert.deepEqual([bookmarks.has(1), told], [false, ["change"]]);
});

test("a message is shown as its reader has it", () => {
  const { bookmarks } = setUp();
  assert.equal(bookmarks.marked({ id: 1 }).is_bookmarked, true);
  assert.equal(bookmarks.marked({ id: 9 }).is_bookmarked, false);
});
