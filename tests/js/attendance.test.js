import assert from "node:assert/strict";
import { test } from "node:test";

import { Attendance, AWAY_MS } from "../../static/js/reading/attendance.js";
import { FakeTimers } from "./fakes.js";

function setUp() {
  const timers = new FakeTimers();
  const window = { isSeen: true };
  const attendance = new Attendance({ isSeen: () => window.isSeen, timers });
  const returned = [];
  attendance.addEventListener("return", () => returned.push(timers.now()));
  return { attendance, timers, window, returned };
}

test("whoever has just opened a page is there", () => {
  assert.equal(setUp().attendance.isThere, true);
});

test("nobody is at a window that is not seen", () => {
  const { attendance, window } = setUp();
  window.isSeen = false;
  attendance.touch();
  assert.equal(attendance.isThere, false);
});

test("whoever does nothing for long may have left", () => {
  const { attendance, timers } = setUp();
  timers.pass(AWAY_MS - 1);
  assert.equal(attendance.isThere, true);
  timers.pass(1);
  assert.equal(attendance.isThere, false);
});

test("a touch after that is a return, one before it is none", () => {
  const { attendance, timers, returned } = setUp();
  attendance.touch();
  timers.pass(AWAY_MS);
  attendance.touch();
  assert.deepEqual([attendance.isThere, returned.length], [true, 1]);
});
