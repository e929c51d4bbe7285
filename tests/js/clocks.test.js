import assert from "node:assert/strict";
import { test } from "node:test";

import { BrowserTimers, ServerClock } from "../../static/js/net/clocks.js";

const NOON = "2026-11-26T12:00:00.000+00:00";

function setUp() {
  const ticks = { at: 500 };
  return { ticks, clock: new ServerClock(NOON, () => ticks.at) };
}

test("time goes on from the server's word by ticks, whatever the computer's clock says", () => {
  const { clock, ticks } = setUp();
  ticks.at += 6_000;
  assert.equal(clock.now(), Date.parse(NOON) + 6_000);
  assert.equal(clock.until("2026-11-26T12:00:05.000+00:00"), -1_000);
});

test("every word of the server sets it anew: ticks stand still while a computer sleeps", () => {
  const { clock } = setUp();
  clock.receive({ type: "heartbeat", heads: {}, now: "2026-11-26T13:00:00.000+00:00" });
  assert.equal(clock.until("2026-11-26T13:00:01.000+00:00"), 1_000);
});

test("frames that say nothing of the time change nothing", () => {
  const { clock } = setUp();
  clock.receive({ type: "pong", n: 1 });
  assert.equal(clock.now(), Date.parse(NOON));
});

/** Timers of a browser whose clock is set by hand. */
function onClock(t) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse(NOON) });
  return new BrowserTimers();
}

test("what takes time is not undone by a clock that is set back", (t) => {
  const timers = onClock(t);
  const before = timers.now();
  t.mock.timers.setTime(Date.parse(NOON) - 7_200_000);
  assert.ok(timers.now() >= before);
});

test("the time that a computer sleeps counts", (t) => {
  const timers = onClock(t);
  const before = timers.now();
  t.mock.timers.setTime(Date.parse(NOON) + 60_000);
  assert.ok(timers.now() >= before + 60_000);
});
