import assert from "node:assert/strict";
import { test } from "node:test";

import { CODE_MAX_CHARS, Highlighter } from "../../static/js/prose/highlighter.js";
import { FakeTimers, settle } from "./fakes.js";

const MARKS = [[0, 3, 0]];

/** A Worker that does what the test tells it to. */
class FakeWorker {
  asked = [];
  isEnded = false;

  postMessage(task) {
    this.asked.push(task);
  }

  terminate() {
    this.isEnded = true;
  }

  begins() {
    this.onmessage({ data: { type: "begun" } });
  }

  answers(marks = MARKS) {
    this.begins();
    this.onmessage({ data: { type: "done", marks } });
  }
}

function setUp() {
  const timers = new FakeTimers();
  const workers = [];
  const makeWorker = () => {
    workers.push(new FakeWorker());
    return workers.at(-1);
  };
  const highlighter = new Highlighter({ makeWorker, timers });
  const told = [];
  const ask = (text) => highlighter.ask("python", text).then((marks) => told.push([text, marks]));
  return { highlighter, ask, told, workers, timers };
}

test("there is no Worker before there is code", () => {
  assert.deepEqual(setUp().workers, []);
});

test("code is read by the Worker, one piece after the other", async () => {
  const { ask, told, workers } = setUp();
  ask("one");
  ask("two");
  await settle();
  assert.deepEqual(workers[0].asked, [{ language: "python", text: "one" }]);
  workers[0].answers();
  workers[0].answers([]);
  await settle();
  assert.deepEqual(told, [["one", MARKS], ["two", []]]);
  assert.equal(workers.length, 1);
});

test("what was read is known from then on", async () => {
  const { highlighter, ask, told, workers } = setUp();
  ask("one");
  ask("one");
  await settle();
  assert.equal(highlighter.known("python", "one"), undefined);
  workers[0].answers();
  await settle();
  assert.deepEqual(told, [["one", MARKS], ["one", MARKS]]);
  assert.equal(workers[0].asked.length, 1);
  assert.equal(highlighter.known("python", "one"), MARKS);
  assert.equal(highlighter.known("ruby", "one"), undefined);
});

test("what is read for too long stays plain for good, and the next piece has another Worker", async () => {
  const { highlighter, ask, told, workers, timers } = setUp();
  ask("endless");
  ask("next");
  await settle();
  workers[0].begins();
  timers.pass(1_000);
  assert.equal(workers[0].isEnded, true);
  workers[1].answers();
  await settle();
  assert.deepEqual(told, [["endless", null], ["next", MARKS]]);
  assert.equal(highlighter.known("python", "endless"), null);
});

test("an answer that comes a little late, because the page was busy, is taken", async () => {
  const { ask, told, workers, timers } = setUp();
  ask("one");
  await settle();
  workers[0].begins();
  timers.pass(300);
  workers[0].answers();
  await settle();
  assert.deepEqual(told, [["one", MARKS]]);
});

test("what an ended Worker still says is not heard", async () => {
  const { ask, told, workers, timers } = setUp();
  ask("endless");
  ask("next");
  await settle();
  workers[0].begins();
  timers.pass(1_000);
  workers[0].answers([[1, 2, 3]]);
  workers[1].answers();
  await settle();
  assert.deepEqual(told, [["endless", null], ["next", MARKS]]);
});

test("the time begins when the grammar is there", async () => {
  const { ask, told, workers, timers } = setUp();
  ask("one");
  await settle();
  timers.pass(10_000);
  workers[0].answers();
  await settle();
  assert.deepEqual(told, [["one", MARKS]]);
});

test("a Worker that fails leaves the code plain for now", async () => {
  const { highlighter, ask, told, workers } = setUp();
  ask("one");
  await settle();
  workers[0].onerror();
  await settle();
  assert.deepEqual(told, [["one", null]]);
  assert.equal(highlighter.known("python", "one"), undefined);
});

test("where no Worker ever begins, none is made any more", async () => {
  const { ask, told, workers, timers } = setUp();
  for (const text of ["a", "b", "c", "d", "e"]) ask(text);
  await settle();
  timers.pass(100_000);
  await settle();
  assert.deepEqual([told.length, workers.length], [5, 3]);
});

test("what is too long is never read", async () => {
  const { highlighter, ask, told, workers } = setUp();
  const text = "x".repeat(CODE_MAX_CHARS + 1);
  ask(text);
  await settle();
  assert.deepEqual([told, workers], [[[text, null]], []]);
  assert.equal(highlighter.known("python", text), null);
});

test("only so much waits: what was asked for first goes first", async () => {
  const { ask, told } = setUp();
  for (let number = 0; number < 60; number += 1) ask(`text ${number}`);
  await settle();
  assert.deepEqual(told.map(([text]) => text), Array.from({ length: 9 }, (_, at) => `text ${at + 1}`));
});

test("only so much is kept: what was not asked for the longest goes", async () => {
  const { highlighter, ask, workers } = setUp();
  const texts = Array.from({ length: 30 }, (_, number) => `${number} `.padEnd(19_000, "x"));
  for (const text of texts) {
    ask(text);
    await settle();
    workers[0].answers();
    await settle();
    assert.notEqual(highlighter.known("python", texts[0]), undefined);
  }
  const kept = texts.filter((text) => highlighter.known("python", text) !== undefined);
  assert.equal(kept.length, 21);
  assert.ok(kept.includes(texts[0]) && kept.includes(texts.at(-1)));
});
