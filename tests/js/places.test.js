import assert from "node:assert/strict";
import { test } from "node:test";

import { LocalStore } from "../../static/js/lib/local_store.js";
import { openingAt, Places } from "../../static/js/reading/places.js";
import { FakeStorage } from "./fakes.js";

const PLACE = { seq: 40, offset: -12 };

function setUp() {
  const storage = new FakeStorage();
  const time = { now: 1 };
  const clock = { now: () => (time.now += 1) };
  const of = (person) => new Places({ localStore: new LocalStore(storage, `place:${person}:`), clock });
  return { storage, of, places: of(1) };
}

test("a place is kept for a person and a room", () => {
  const { places, of } = setUp();
  places.put(5, PLACE);
  assert.deepEqual(places.get(5), PLACE);
  assert.equal(places.get(6), null);
  assert.equal(of(2).get(5), null);
});

test("whoever leaves at the end comes back to the end", () => {
  const { places } = setUp();
  places.put(5, PLACE);
  places.put(5, null);
  assert.equal(places.get(5), null);
});

test("of many rooms those are kept that were left last", () => {
  const { places, storage } = setUp();
  for (let room = 1; room <= 60; room += 1) places.put(room, PLACE);
  assert.equal(Object.keys(storage).length, 50);
  assert.deepEqual([places.get(10), places.get(11)], [null, PLACE]);
});

test("what is no place is none", () => {
  const { places, storage } = setUp();
  storage.setItem("place:1:5", '{"seq":"40"}');
  storage.setItem("place:1:6", "{");
  assert.deepEqual([places.get(5), places.get(6)], [null, null]);
});

test("a room opens at the kept place if nothing is unread above it", () => {
  assert.equal(openingAt({ kept: PLACE, firstUnread: null }), "kept");
  assert.equal(openingAt({ kept: PLACE, firstUnread: 41 }), "kept");
});

test("a room opens at what is unread, and at its end if nothing is", () => {
  assert.equal(openingAt({ kept: PLACE, firstUnread: 40 }), "unread");
  assert.equal(openingAt({ kept: null, firstUnread: 7 }), "unread");
  assert.equal(openingAt({ kept: null, firstUnread: null }), "end");
});
