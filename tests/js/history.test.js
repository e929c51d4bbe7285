import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../static/js/history.js";
import { Journal } from "../../static/js/journal.js";
import { messages } from "./fakes.js";

function ends(facts) {
  const journal = new Journal({ messages: messages(11, 20), head: 20, ...facts });
  return new History({ journal, url: "/history/", limit: 50 }).ends;
}

test("the two ends of a whole room are its start and nothing", () => {
  assert.deepEqual(ends({ older: false, newer: false }), { older: "start", newer: null });
});

test("an open end is never drawn as if the next thing followed", () => {
  assert.equal(ends({ older: false, newer: true }).newer, "loading");
  assert.equal(ends({ older: true, newer: false }).older, null);
});
