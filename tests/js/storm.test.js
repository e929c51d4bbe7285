import assert from "node:assert/strict";
import { test } from "node:test";

import { Storm } from "./storm.js";

const SEEDS = Number(process.env.STORM_SEEDS ?? 12);
const FIRST_SEED = Number(process.env.STORM_FIRST_SEED ?? 1);
const STEPS = 120;
const PEOPLE = [1, 2];
const ROOMS = [5, 6];

/** What people and fate do to each other; returns what was written, and the last text of edits. */
async function weather(storm) {
  const written = [];
  const edited = new Map();
  for (const person of PEOPLE) for (const room of ROOMS) storm.open(person, room);
  for (let step = 0; step < STEPS; step += 1) {
    const window = storm.pick(storm.windows);
    const chance = storm.random();
    if (chance < 0.5) write(window, `${window.person}/${window.room}: ${step}`, written);
    else if (chance < 0.62) change(storm, window, `changed at ${step}`, edited);
    else if (chance < 0.72) window.wire.cut(storm.random() < 0.6);
    else if (chance < 0.8) window.socket.wake();
    else if (chance < 0.86) reopen(storm, window);
    await storm.pass(1 + storm.random() * storm.random() * 3_000);
  }
  return { written, edited };
}

function write({ outbox, person, room }, body, written) {
  outbox.add(room, { type: "message", body });
  written.push({ person, room, body });
}

/** Only one person changes a message here: what two of them want at once has no right answer. */
function change(storm, { outbox, journal, person, room }, body, edited) {
  const own = journal.messages.filter(({ author }) => author.id === person);
  if (own.length === 0) return;
  const { id, nonce } = storm.pick(own);
  outbox.add(room, { type: "edit", id, body, epoch: journal.epoch });
  edited.set(nonce, body);
}

/** A window is killed, and a moment later another one is opened. */
function reopen(storm, window) {
  storm.kill(window);
  storm.open(window.person, window.room);
}

/** Nothing follows after these that could show that they were missed. */
async function sayLastWords(storm, written) {
  Object.assign(storm, { isBad: false });
  await storm.pass(60_000);
  storm.isDeaf = true;
  for (const window of storm.windows.slice(0, 2)) write(window, "last words", written);
  await storm.pass(1_000);
}

for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
  test(`whatever happens (seed ${seed}), all is stored once, in order, and shown as stored`, async () => {
    const storm = new Storm(seed);
    const { written, edited } = await weather(storm);
    await sayLastWords(storm, written);
    await storm.heal();
    const stored = [...storm.server.rooms].flatMap(([room, { messages }]) =>
      messages.map((message) => ({ room, ...message })),
    );
    assert.equal(stored.length, written.length, "each once");
    for (const person of PEOPLE) {
      for (const room of ROOMS) {
        const isTheirs = (one) => one.room === room && (one.person ?? one.author.id) === person;
        const bodies = written.filter(isTheirs).map(({ body }) => body);
        const kept = stored.filter(isTheirs).map(({ body, changed_seq: changed, seq }) =>
          changed === seq ? body : null,
        );
        assert.deepEqual(kept.map((body, place) => body ?? bodies[place]), bodies, "in order");
      }
    }
    for (const { nonce, body } of stored) assert.equal(body, edited.get(nonce) ?? body, "last edit");
    for (const { journal, outbox, room } of storm.windows) {
      const { messages, head } = storm.server.rooms.get(room);
      const first = journal.messages[0]?.seq ?? 1;
      assert.deepEqual(journal.messages, messages.filter(({ seq }) => seq >= first), "page is log");
      assert.equal(journal.cursor, head);
      assert.deepEqual(ROOMS.flatMap((one) => outbox.messagesOf(one)), [], "nothing is left");
      assert.deepEqual(ROOMS.flatMap((one) => [...outbox.changesOf(one)]), []);
    }
  });
}

/** Texts that a message may have after all that was lost: what it began with, or was changed to. */
class Texts {
  #texts = new Map();

  set(nonce, body) {
    this.#texts.set(nonce, [...(this.#texts.get(nonce) ?? []), body]);
  }

  has({ nonce, body }, written) {
    return this.#texts.get(nonce)?.includes(body) || written.some((one) => one.body === body);
  }
}

for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
  test(`whatever is restored (seed ${seed}), all pages show what is stored, and nothing else`, async () => {
    const storm = new Storm(seed);
    const written = [];
    const texts = new Texts();
    for (const person of PEOPLE) for (const room of ROOMS) storm.open(person, room);
    for (let step = 0; step < STEPS; step += 1) {
      const window = storm.pick(storm.windows);
      const chance = storm.random();
      if (chance < 0.5) write(window, `${window.person}/${window.room}: ${step}`, written);
      else if (chance < 0.62) change(storm, window, `changed at ${step}`, texts);
      else if (chance < 0.7) window.wire.cut(storm.random() < 0.6);
      else if (chance < 0.76) window.socket.wake();
      else if (chance < 0.82) reopen(storm, window);
      else if (chance < 0.86) storm.server.backUp();
      else if (chance < 0.92) storm.restore();
      await storm.pass(1 + storm.random() * storm.random() * 3_000);
    }
    await storm.pass(60_000);
    const last = [];
    for (const window of storm.windows) write(window, `the last of ${window.person}`, last);
    await storm.heal();
    for (const { journal, outbox, room } of storm.windows) {
      const { messages, head } = storm.server.rooms.get(room);
      const first = journal.messages[0]?.seq ?? 1;
      assert.deepEqual(journal.messages, messages.filter(({ seq }) => seq >= first), "page is log");
      assert.deepEqual([journal.cursor, journal.epoch], [head, storm.server.epoch]);
      const waiting = outbox.messagesOf(room).filter(({ code }) => code !== "restored");
      assert.deepEqual([waiting, [...outbox.changesOf(room)]], [[], []], "nothing is left");
      assert.equal(new Set(messages.map(({ nonce }) => nonce)).size, messages.length, "each once");
      for (const message of messages) assert.ok(texts.has(message, [...written, ...last]));
    }
    for (const { room, body } of last) {
      assert.ok(storm.server.rooms.get(room).messages.some((one) => one.body === body), "stored");
    }
  });
}
