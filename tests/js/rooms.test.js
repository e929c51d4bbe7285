import assert from "node:assert/strict";
import { test } from "node:test";

import { destinations } from "../../static/js/sidebar/destinations.js";
import { Members } from "../../static/js/people/members.js";
import { People } from "../../static/js/people/people.js";
import { Memberships } from "../../static/js/sidebar/memberships.js";
import { Titles } from "../../static/js/sidebar/titles.js";
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
  const people = new People({ head: 0, strings: null });
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
  const standings = new Memberships();
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

function happening(seq, kind, author, rest = {}) {
  return message(seq, { kind, author, subject: null, ...rest });
}

async function membersAt(head, people, total = people.length) {
  const timers = new FakeTimers();
  const asked = [];
  const ask = async () => {
    asked.push(timers.now());
    return { people, total, head };
  };
  const members = new Members({ ask, timers, random: () => 0.5 });
  const changed = () => new Promise((done) => members.addEventListener("change", done));
  const known = changed();
  members.receive({ type: "welcome" });
  return { members, known, timers, asked, changed };
}

const [OWNER, MEMBER] = [{ ...ALICE, role: "owner" }, { ...BOB, role: "member" }];
const shown = ({ people }) => people.map(({ name, role }) => `${name} ${role}`);

test("who comes and goes is seen without asking again", async () => {
  const { members, known, asked } = await membersAt(3, [OWNER, MEMBER]);
  await known;
  members.follow([happening(4, "joined", CAROL), happening(5, "left", BOB)]);
  assert.deepEqual(shown(members), ["Alice owner", "Carol member"]);
  members.follow([happening(6, "added", ALICE, { subject: BOB })]);
  members.follow([happening(7, "removed", ALICE, { subject: CAROL })]);
  members.receive({ type: "welcome" });
  assert.deepEqual(shown(members), ["Alice owner", "Bob member"]);
  assert.deepEqual([asked.length, members.total], [1, 2]);
});

test("what happened while the members were asked for is not counted twice", async () => {
  const { members, known } = await membersAt(4, [OWNER, MEMBER]);
  members.follow([happening(4, "joined", BOB), happening(5, "joined", CAROL)]);
  await known;
  assert.deepEqual([shown(members).length, members.total], [3, 3]);
});

test("roles are given, and the room is handed on", async () => {
  const { members, known } = await membersAt(1, [OWNER, MEMBER]);
  await known;
  members.follow([happening(2, "role_changed", ALICE, { subject: BOB, body: "moderator" })]);
  assert.deepEqual(shown(members), ["Alice owner", "Bob moderator"]);
  members.follow([happening(3, "transferred", ALICE, { subject: BOB })]);
  assert.deepEqual(shown(members), ["Bob owner", "Alice moderator"]);
});

test("a very long list is counted on beyond what is shown of it", async () => {
  const { members, known } = await membersAt(1, [OWNER, MEMBER], 700);
  await known;
  members.follow([happening(2, "left", CAROL)]);
  assert.deepEqual([shown(members).length, members.total], [2, 699]);
  assert.equal(members.isComplete, false);
});

test("pages that begin anew ask again, each at another moment", async () => {
  const { members, known, timers, asked, changed } = await membersAt(1, [OWNER]);
  await known;
  members.restart();
  timers.pass(2_400);
  assert.equal(asked.length, 1);
  const again = changed();
  timers.pass(200);
  await again;
  assert.equal(asked.length, 2);
});

test("what an older backup does not know of has not happened", async () => {
  const { members, known, timers, changed } = await membersAt(3, [OWNER, MEMBER]);
  await known;
  members.follow([happening(9, "joined", CAROL)]);
  members.restart();
  const again = changed();
  timers.pass(5_000);
  await again;
  assert.deepEqual(shown(members), ["Alice owner", "Bob member"]);
});

test("whoever has lost the room learns nothing more of who is in it", async () => {
  const { members, known } = await membersAt(1, [OWNER, MEMBER]);
  await known;
  members.end();
  members.follow([happening(2, "joined", CAROL)]);
  assert.deepEqual([members.people, members.total], [[], 0]);
});

test("members that were not loaded stay as they were", async () => {
  const timers = new FakeTimers();
  const ask = () => Promise.reject(new Error("away"));
  const members = new Members({ ask, timers });
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

test("people of one name are told apart by their usernames", () => {
  const { titles: parts } = titles();
  const other = { ...BOB, id: 9, username: "bob2", name: "ＢＯＢ" };
  const rooms = [direct(7, ALICE, BOB), direct(8, ALICE, other), direct(9, ALICE, CAROL)];
  assert.deepEqual([...parts.sharing(rooms)], rooms.slice(0, 2));
  assert.deepEqual(rooms.map((room) => parts.handlesOf(room)), ["@bob", "@bob2", "@carol"]);
});
