import assert from "node:assert/strict";
import { test } from "node:test";

import { LocalTime } from "../../static/js/lib/local_time.js";

// The same moment as in tests/web/test_moments.py, in the same words.
const AT = "2026-11-20T06:05:09.000Z";
const CLOCK = { now: () => Date.parse("2026-11-25T00:00:00Z") };

test("in English", () => {
  const time = new LocalTime("en", "Asia/Tokyo", CLOCK);
  assert.equal(time.time(AT), "15:05");
  assert.equal(time.short(AT), "2026-11-20");
  assert.equal(time.long(AT), "November 20, 2026, 15:05");
  assert.equal(time.full(AT), "Friday, November 20, 2026, 15:05:09");
});

test("in Japanese", () => {
  const time = new LocalTime("ja", "Asia/Tokyo", CLOCK);
  assert.equal(time.time(AT), "15:05");
  assert.equal(time.short(AT), "2026/11/20");
  assert.equal(time.long(AT), "2026年11月20日 15:05");
  assert.equal(time.full(AT), "2026年11月20日(金) 15:05:09");
});

test("midnight is the first moment of its day", () => {
  const time = new LocalTime("en", "Asia/Tokyo", CLOCK);
  assert.equal(time.long("2026-11-19T15:00:00Z"), "November 20, 2026, 00:00");
});

test("whoever has chosen no zone is in the browser's", () => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  assert.equal(new LocalTime("en", "", CLOCK).full(AT), new LocalTime("en", timeZone, CLOCK).full(AT));
});
