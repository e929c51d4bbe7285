import assert from "node:assert/strict";
import { test } from "node:test";

import { destinations } from "../../static/js/destinations.js";
import { Members } from "../../static/js/members.js";
import { People } from "../../static/js/people.js";
import { Standings } from "../../static/js/standings.js";
import { Titles } from "../../static/js/titles.js";
import { FakeTimers, message } from "./fakes.js";

const [ALICE, BOB, CAROL] = ["Alice", "Bob", "Carol"].map((name, place) => ({
  id: place + 1,
  username: name.toLowerCase(),
  name,
  hue: 0,
  gone: false,
}));

function direct(id, ...people) {
  return { id, kind: "direct", name: "", people };
}

function named(id, name) {
  return { id, kind: "public", name, people: [] };
}

function titles() {
  const people = new People({ head: 0, sentences: null });
  return { people, titles: new Titles({ people, reader: ALICE.id, between: ", " }) };
}

test("a direct conversation is named after the others", () => {
  const { titles: parts } = titles();
  assert.equal(parts.of(direct(7, ALICE, BOB, CAROL)), "Bob, Carol");
  assert.equal(parts.of(direct(8, ALICE)), "Alice");
  assert.equal(parts.of(named(5, "Lobby")), "Lobby");
});

test("a title follows what people are called now", () => {
  const { titles: parts, people } = titles();
  const profile = { ...BOB, name: "Robert" };
  people.receive({ type: "people", after: 0, upto: 1, head: 1, people: [profile] });
  assert.equal(parts.of(direct(7, ALICE, BOB)), "Robert");
});

test("named rooms keep their order, direct ones stand by their titles", () => {
  const rooms = [direct(8, ALICE, CAROL), named(5, "Lobby"), direct(7, BOB), named(6, "Attic")];
  const { named: some, direct: others } = titles().titles.ordered(rooms);
  assert.deepEqual([...some, ...others].map(({ id }) => id), [5, 6, 7, 8]);
});

test("standings follow the lists, the rooms' facts and removals", () => {
  const standings = new Standings();
  assert.equal(standings.isKnown, false);
  standings.receive({ type: "welcome", rooms: [named(5, "Lobby"), named(6, "Attic")] });
  standings.receive({ type: "room", room: 6, facts: named(6, "Loft") });
  standings.receive({ type: "room", room: 9, facts: named(9, "Elsewhere") });
  assert.deepEqual(standings.all.map(({ name }) => name), ["Lobby", "Loft"]);
  standings.receive({ type: "removed", room: 5, seq: 3, readable: true });
  assert.deepEqual(standings.all.map(({ id }) => id), [6]);
  standings.receive({ type: "rooms", rooms: [named(9, "Elsewhere")] });
  assert.deepEqual(standings.all.map(({ id }) => id), [9]);
});

test("the members are asked for once however many come and go", async () => {
  const timers = new FakeTimers();
  let asked = 0;
  const ask = async () => ({ people: [ALICE, BOB], total: ++asked + 1 });
  const members = new Members({ room: 5, ask, timers });
  const kinds = ["joined", "left", "text"];
  const told = kinds.map((kind, place) => message(place + 1, { kind }));
  members.receive({ type: "changes", room: 5, messages: told });
  timers.pass(1_000);
  await new Promise((done) => members.addEventListener("change", done));
  members.receive({ type: "changes", room: 5, messages: told.slice(2) });
  timers.pass(1_000);
  assert.deepEqual([asked, members.isComplete], [1, true]);
});

test("members that were not loaded stay as they were", async () => {
  const timers = new FakeTimers();
  const ask = () => Promise.reject(new Error("away"));
  const members = new Members({ room: 5, ask, timers });
  const warn = console.warn;
  const warned = new Promise((done) => (console.warn = done));
  members.receive({ type: "welcome" });
  await warned;
  console.warn = warn;
  assert.deepEqual(members.people, []);
});

test("one can jump to rooms, and to people with whom there is no conversation yet", () => {
  const found = destinations({
    rooms: [named(5, "Lobby"), direct(7, ALICE, BOB)].map((room) => ({ ...room, slug: "s" })),
    members: [ALICE, BOB, CAROL, { ...CAROL, id: 4, gone: true }],
    reader: ALICE.id,
    titles: titles().titles,
    roomUrl: (slug) => `/rooms/${slug}/`,
    directUrl: (username) => `/direct/new/?to=${username}`,
  });
  assert.deepEqual(
    found.map(({ names, note, url }) => [names.join(" "), note, url]),
    [
      ["Lobby", "", "/rooms/s/"],
      ["Bob bob", "", "/rooms/s/"],
      ["Carol carol", "@carol", "/direct/new/?to=carol"],
    ],
  );
});
