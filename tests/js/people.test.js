import assert from "node:assert/strict";
import { test } from "node:test";

import { People } from "../../static/js/people/people.js";
import { Strings } from "../../static/js/lib/strings.js";

const BOB = { id: 2, username: "bob", name: "Bob", hue: 3, gone: false };

function setUp() {
  const strings = new Strings(new Map([["deleted_account", "Deleted account"]]), "en");
  const people = new People({ head: 10, epoch: "one", strings });
  const changed = [];
  people.addEventListener("change", ({ detail }) => changed.push(...detail));
  return { people, changed };
}

function told(after, ...profiles) {
  return { type: "people", after, upto: after + profiles.length, head: 99, people: profiles };
}

test("a person is as given until something newer is told", () => {
  const { people } = setUp();
  assert.deepEqual(people.of({ ...BOB, role: "owner" }), { ...BOB, role: "owner" });
  assert.equal(people.shownName(BOB), "Bob");
});

test("what is told supersedes what was given", () => {
  const { people, changed } = setUp();
  people.receive(told(10, { ...BOB, name: "Robert", hue: 5 }));
  assert.equal(people.shownName(BOB), "Robert");
  assert.equal(people.of({ ...BOB, role: "owner" }).hue, 5);
  assert.equal(people.of({ ...BOB, role: "owner" }).role, "owner");
  assert.deepEqual(changed, [2]);
  assert.equal(people.cursor, 11);
});

test("what is old is not taken again", () => {
  const { people, changed } = setUp();
  people.receive(told(10, { ...BOB, name: "Robert" }));
  people.receive(told(10, { ...BOB, name: "Rob" }));
  assert.equal(people.shownName(BOB), "Robert");
  assert.deepEqual(changed, [2]);
});

test("after a gap the facts are taken and the cursor waits", () => {
  const { people } = setUp();
  people.receive(told(15, { ...BOB, name: "Robert" }));
  assert.equal(people.shownName(BOB), "Robert");
  assert.equal(people.cursor, 10);
});

test("a deleted account is named in the reader's language", () => {
  const { people } = setUp();
  people.receive(told(10, { ...BOB, name: "", gone: true }));
  assert.equal(people.shownName(BOB), "Deleted account");
});

test("who has set no name is called by the username", () => {
  assert.equal(setUp().people.shownName({ ...BOB, name: "" }), "bob");
});

test("a restored database counts anew and knows nothing of what came after the backup", () => {
  const { people, changed } = setUp();
  people.receive(told(10, { ...BOB, name: "Robert" }));
  people.receive({ type: "welcome", epoch: "two", people_head: 11 });
  assert.equal(people.cursor, 11);
  assert.equal(people.shownName(BOB), "Bob");
  assert.deepEqual(changed, [2, 2]);
  people.receive({ type: "welcome", epoch: "two", people_head: 20 });
  assert.equal(people.cursor, 11);
});

test("after an interruption what was told still holds", () => {
  const { people } = setUp();
  people.receive(told(10, { ...BOB, name: "Robert" }));
  people.receive({ type: "welcome", epoch: "one", people_head: 30 });
  assert.equal(people.cursor, 11);
  assert.equal(people.shownName(BOB), "Robert");
});
