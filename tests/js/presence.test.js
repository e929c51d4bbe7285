import assert from "node:assert/strict";
import { test } from "node:test";

import { Presence } from "../../static/js/people/presence.js";
import { FakeTimers } from "./fakes.js";

const MINUTE = 60_000;

function setUp() {
  const sent = [];
  const timers = new FakeTimers();
  const out = new Set();
  const send = (frame) => sent.push(frame);
  const presence = new Presence({ send, timers, isOut: ({ id }) => out.has(id) });
  presence.follow([2, 3]);
  presence.receive({ type: "welcome" });
  sent.length = 0;
  return { presence, timers, sent, out };
}

function told(people) {
  return { type: "presence", people };
}

test("a new connection says how the person is and whom the page shows", () => {
  const { presence, sent } = setUp();
  presence.receive({ type: "welcome" });
  assert.deepEqual(sent, [{ type: "presence", state: "here", people: [2, 3] }]);
});

test("nobody knows how somebody is until it is told", () => {
  const { presence } = setUp();
  assert.equal(presence.of({ id: 2 }), null);
  presence.receive(told({ 2: "here", 3: "away" }));
  presence.receive(told({ 2: "idle" }));
  assert.deepEqual([presence.of({ id: 2 }), presence.of({ id: 3 })], ["idle", "away"]);
});

test("of whoever is blocked, or has no account, nothing is shown", () => {
  const { presence, out } = setUp();
  presence.receive(told({ 2: "here", 3: "here" }));
  out.add(2);
  assert.deepEqual([presence.of({ id: 2 }), presence.of({ id: 3 })], [null, "here"]);
});

test("the same people are asked for once", () => {
  const { presence, sent } = setUp();
  presence.follow([3, 2, 3]);
  presence.follow([2, 4]);
  assert.deepEqual(sent, [{ type: "presence", people: [2, 4] }]);
});

test("five minutes without a touch are idle, a touch is here again", () => {
  const { presence, timers, sent } = setUp();
  timers.pass(4 * MINUTE);
  presence.touched();
  timers.pass(4 * MINUTE);
  assert.deepEqual(sent, []);
  timers.pass(MINUTE);
  presence.touched();
  assert.deepEqual(sent, [
    { type: "presence", state: "idle" },
    { type: "presence", state: "here" },
  ]);
});

test("a page that nobody sees is idle after a minute", () => {
  const { presence, timers, sent } = setUp();
  presence.hidden();
  timers.pass(MINUTE);
  assert.deepEqual(sent, [{ type: "presence", state: "idle" }]);
});

test("after a while without a connection nothing is known", () => {
  const { presence, timers } = setUp();
  presence.receive(told({ 2: "here" }));
  presence.disconnected();
  assert.equal(presence.of({ id: 2 }), "here");
  timers.pass(2_000);
  assert.equal(presence.of({ id: 2 }), null);
});

test("a short interruption does not flicker, and what went meanwhile is gone", () => {
  const { presence, timers } = setUp();
  presence.receive(told({ 2: "here", 3: "here" }));
  presence.disconnected();
  presence.receive({ type: "welcome" });
  timers.pass(2_000);
  assert.equal(presence.of({ id: 2 }), "here");
  presence.receive(told({ 3: "here" }));
  assert.deepEqual([presence.of({ id: 2 }), presence.of({ id: 3 })], [null, "here"]);
});
