import assert from "node:assert/strict";
import { test } from "node:test";

import { ranked } from "../../static/js/sidebar/destinations.js";

const ITEMS = [
  { key: "1", names: ["Project plans"] },
  { key: "2", names: ["Hanako Yamada", "hanako"] },
  { key: "3", names: ["Plants"] },
  { key: "4", names: ["開発の広場"] },
  { key: "5", names: ["explanations"] },
];

function found(words, most = 10) {
  return ranked(ITEMS, words, most).map(({ key }) => key);
}

test("beginnings come first, then words, then what contains it", () => {
  assert.deepEqual(found("plan"), ["3", "1", "5"]);
});

test("nothing typed finds everything, as it comes and no more than asked for", () => {
  assert.deepEqual(found("", 3), ["1", "2", "3"]);
});

test("width and case do not matter, and Japanese is found inside", () => {
  assert.deepEqual(found("ＨＡＮＡ"), ["2"]);
  assert.deepEqual(found("広場"), ["4"]);
  assert.deepEqual(found("nowhere"), []);
});
