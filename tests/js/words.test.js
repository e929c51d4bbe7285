import assert from "node:assert/strict";
import { test } from "node:test";

import { isComposing } from "../../static/js/lib/keyboard.js";
import { LocalTime } from "../../static/js/lib/local_time.js";
import { newNonce } from "../../static/js/outbox/nonce.js";
import { Strings } from "../../static/js/lib/strings.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const CLOCK = { now: () => Date.parse("2026-11-25T00:00:00Z") };

test("a key while composing belongs to the input method", () => {
  assert.equal(isComposing({ isComposing: true, keyCode: 13 }), true);
});

test("the key that ends a composition in Safari belongs to it too", () => {
  assert.equal(isComposing({ isComposing: false, keyCode: 229 }), true);
});

test("a plain Enter is ours", () => {
  assert.equal(isComposing({ isComposing: false, keyCode: 13 }), false);
});

test("a nonce is a random UUID", () => {
  assert.match(newNonce(), UUID);
});

test("a nonce is a random UUID on plain http too", () => {
  const source = { getRandomValues: (bytes) => bytes.fill(0xff) };
  assert.match(newNonce(source), UUID);
});

test("a day is written in Japanese", () => {
  const time = new LocalTime("ja", "Asia/Tokyo", CLOCK);
  assert.equal(time.day("2026-11-19T16:00:00Z"), "11月20日(金)");
});

test("a day is written in English", () => {
  const time = new LocalTime("en", "Asia/Tokyo", CLOCK);
  assert.equal(time.day("2026-11-19T16:00:00Z"), "Friday, November 20");
});

test("a day of another year says the year", () => {
  const day = (language) => new LocalTime(language, "UTC", CLOCK).day("2005-02-08T12:00:00Z");
  assert.equal(day("en"), "Tuesday, February 8, 2005");
  assert.equal(day("ja"), "2005年2月8日(火)");
});

test("times have two digits each and begin at midnight with 00", () => {
  const time = new LocalTime("en", "Asia/Tokyo", CLOCK);
  assert.equal(time.time("2026-11-20T15:05:00Z"), "00:05");
});

test("a day begins in the person's time zone", () => {
  const moment = "2026-11-19T16:00:00Z";
  assert.equal(new LocalTime("en", "Asia/Tokyo", CLOCK).dayKey(moment), "2026-11-20");
  assert.equal(new LocalTime("en", "UTC", CLOCK).dayKey(moment), "2026-11-19");
});

test("a sentence is filled in, and names in it are left as they are", () => {
  const strings = new Strings(new Map([["joined", "{name} joined"]]), "en");
  assert.equal(strings.say("joined", { name: "{name} $& <b>" }), "{name} $& <b> joined");
});

test("counts take the plural form of the language", () => {
  const forms = new Map([
    ["new_one", "{count} new message"],
    ["new_other", "{count} new messages"],
  ]);
  const english = new Strings(forms, "en");
  assert.equal(english.count("new", 1), "1 new message");
  assert.equal(english.count("new", 2), "2 new messages");
  assert.equal(new Strings(forms, "ja").count("new", 1), "1 new messages");
});

test("a special sentence gives way to the general one", () => {
  const strings = new Strings(new Map([["failed", "Not sent."]]), "en");
  assert.equal(strings.sayFirst(["failed_strange", "failed"]), "Not sent.");
});

test("an unknown sentence is an error", () => {
  assert.throws(() => new Strings(new Map(), "en").say("nothing"));
});
