import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../static/js/log/history.js";
import { Journal } from "../../static/js/log/journal.js";
import { message, messages } from "./fakes.js";

function ends(facts) {
  const journal = new Journal({ messages: messages(11, 20), head: 20, ...facts });
  return new History({ journal, url: "/history/", limit: 50 }).ends;
}

test("the two ends of a whole room are its start and nothing", () => {
  assert.deepEqual(ends({ older: false, newer: false }), { older: "start", newer: null });
});

test("an open end is never drawn as if the next thing followed", () => {
  assert.equal(ends({ older: false, newer: true }).newer, "loading");
  assert.equal(ends({ older: true, newer: false }).older, null);
});

/** A room with this log, of which a page holds the last messages, as a server answers for it. */
function loading(log, held, t) {
  const page = { messages: log.slice(-held), older: true, newer: false, head: log.length };
  const journal = new Journal(page);
  const asked = [];
  t.mock.method(globalThis, "fetch", async (url) => {
    const query = Object.fromEntries(new URLSearchParams(url.split("?")[1]));
    asked.push(query);
    return { ok: true, redirected: false, json: async () => pageOf(log, query) };
  });
  return { journal, asked, history: new History({ journal, url: "/history/", limit: 100 }) };
}

function pageOf(log, { before, after, around, limit }) {
  if (around) return pageOf(log, { after: Number(around) - limit / 2 - 1, limit });
  const found = before
    ? log.filter(({ seq }) => seq < before).slice(-limit)
    : log.filter(({ seq }) => seq > after).slice(0, limit);
  const [first, last] = [found[0]?.seq ?? 0, found.at(-1)?.seq ?? Infinity];
  return { messages: found, older: first > 1, newer: last < log.length, head: log.length };
}

function joins(first, last) {
  return messages(first, last).map((one) => ({ ...one, kind: "joined" }));
}

test("folded lines do not count: what was said before 800 joins is reached, page by page", async (t) => {
  const { history, journal, asked } = loading([...messages(1, 50), ...joins(51, 850)], 50, t);
  for (let look = 0; look < 20; look += 1) {
    await history.older();
    history.trim("newer", () => 0);
  }
  assert.deepEqual([journal.messages[0].seq, journal.messages.at(-1).seq], [1, 850]);
  assert.equal(asked.length, 8);
  assert.equal(new Set(asked.map(({ before }) => before)).size, 8);
});

test("a run of joins without end is loaded as far as somebody asks for it", async (t) => {
  const { history, asked } = loading(joins(1, 5_000), 50, t);
  for (let look = 0; look < 30; look += 1) await history.older();
  assert.deepEqual([asked.length, history.ends.older], [10, "paused"]);
  history.go("older");
  for (let look = 0; look < 30; look += 1) await history.older();
  assert.equal(asked.length, 20);
});

test("answers that bring nothing new end the asking, on both sides", async (t) => {
  const log = messages(1, 50);
  for (const side of ["older", "newer"]) {
    const { history, journal, asked } = loading(log, 50, t);
    Object.assign(journal, { older: true, newer: true });
    t.mock.method(globalThis, "fetch", async (url) => {
      asked.push(url);
      const empty = { messages: [], older: true, newer: true, head: 50 };
      return { ok: true, redirected: false, json: async () => empty };
    });
    for (let look = 0; look < 10; look += 1) await history[side]();
    assert.deepEqual([asked.length, history.ends[side]], [2, "paused"], side);
  }
});

test("what is far away is let go of, as much as is too much, and nothing that is near", (t) => {
  const sizes = (far) => {
    const { history, journal } = loading(messages(1, 1_000), 500, t);
    history.trim("older", () => far);
    return [journal.messages.length, journal.messages[0].seq];
  };
  assert.deepEqual(sizes(0), [500, 501]);
  assert.deepEqual(sizes(30), [470, 531]);
  assert.deepEqual(sizes(400), [400, 601]);
});

test("an answer for what is not held any more is not taken", async (t) => {
  const { history, journal } = loading([message(1), ...messages(2, 200)], 50, t);
  const answer = history.older();
  journal.dropOldest(10);
  await answer;
  assert.equal(journal.messages[0].seq, 161);
});

test("what changes at the end while its answer is on the way does not undo the answer", async (t) => {
  const { history, journal } = loading(messages(1, 200), 50, t);
  const answer = history.older();
  journal.fold({ after: 200, upto: 201, messages: [message(151, { changed_seq: 201 })] });
  await answer;
  assert.equal(journal.messages[0].seq, 51);
});

test("a page on its way is not taken when somebody stays, or goes elsewhere", async (t) => {
  const { history, journal } = loading(messages(1, 500), 50, t);
  const held = () => [journal.messages[0].seq, journal.messages.at(-1).seq];
  const away = history.around(100);
  history.stay();
  await away;
  assert.deepEqual(held(), [451, 500]);
  const ways = [history.around(100), history.around(300)];
  await Promise.all(ways);
  assert.deepEqual(held(), [250, 349]);
});
