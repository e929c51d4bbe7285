// Time, sockets and storage that tests hold in their hand.

import { readFileSync } from "node:fs";

/** The server's table of acts; tests/test_acts.py holds that it is as the server tells it. */
export const ACTS = JSON.parse(readFileSync(new URL("acts.json", import.meta.url), "utf8"));

/** Timers that ring only when the test lets time pass. */
export class FakeTimers {
  #now = 1_000_000;
  #next = 1;
  #timers = new Map();

  now() {
    return this.#now;
  }

  set(task, ms) {
    this.#timers.set(this.#next, { task, at: this.#now + ms });
    return this.#next++;
  }

  clear(timer) {
    this.#timers.delete(timer);
  }

  /** Let so many milliseconds pass, ringing what falls due on the way, in order. */
  pass(ms) {
    const end = this.#now + ms;
    for (let due = this.#due(end); due; due = this.#due(end)) {
      const [timer, { task, at }] = due;
      this.#timers.delete(timer);
      this.#now = at;
      task();
    }
    this.#now = end;
  }

  /** Let the clock go on while nothing rings, as when a computer sleeps. */
  sleep(ms) {
    this.#now += ms;
    for (const timer of this.#timers.values()) timer.at += ms;
  }

  #due(end) {
    const due = [...this.#timers].filter(([, { at }]) => at <= end);
    return due.sort(([, one], [, other]) => one.at - other.at)[0];
  }
}

/** One connection, played by the test from the server's side. */
export class FakeWebSocket {
  sent = [];
  isClosed = false;

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
  }

  says(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

/** What `Storage` of the browser does. */
export class FakeStorage {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  setItem(key, value) {
    this[key] = value;
  }

  removeItem(key) {
    delete this[key];
  }
}

/** What the outbox is kept in; several windows may have the same one. */
export class FakeStore {
  items = new Map();
  isFull = false;

  async all() {
    return structuredClone([...this.items.values()]);
  }

  async put(item) {
    if (this.isFull) return false;
    this.items.set(item.nonce, structuredClone(item));
    return true;
  }

  async remove(nonce) {
    this.items.delete(nonce);
  }
}

/** Several of one list hear each other, as windows do, a moment later. */
export class FakeChannel extends EventTarget {
  #all;

  constructor(all = []) {
    super();
    this.#all = all;
    all.push(this);
  }

  postMessage(message) {
    const data = structuredClone(message);
    for (const other of this.#all.filter((one) => one !== this)) {
      queueMicrotask(() => other.dispatchEvent(Object.assign(new Event("message"), { data })));
    }
  }

  close() {
    this.#all.splice(this.#all.indexOf(this), 1);
  }
}

/** What `navigator.locks` does, for one name. */
export class FakeLocks {
  #waiting = [];
  #holder = null;

  request(name, { signal, steal = false }, granted) {
    return new Promise((resolve, reject) => {
      const request = { granted, resolve, reject };
      const give = () => {
        this.#waiting = this.#waiting.filter((one) => one !== request);
        reject(Object.assign(new Error(), { name: "AbortError" }));
      };
      signal?.addEventListener("abort", () => this.#waiting.includes(request) && give());
      if (steal) this.#rob();
      this.#waiting.push(request);
      this.#grant();
    });
  }

  #rob() {
    this.#holder?.reject(Object.assign(new Error(), { name: "AbortError" }));
    this.#holder = null;
  }

  #grant() {
    if (this.#holder || this.#waiting.length === 0) return;
    const request = (this.#holder = this.#waiting.shift());
    queueMicrotask(async () => {
      request.resolve(await request.granted());
      if (this.#holder !== request) return;
      this.#holder = null;
      this.#grant();
    });
  }
}

/** Let everything happen that waits for nothing but its turn. */
export async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A message as the server tells it; `facts` say what matters to the test. */
export function message(seq, facts = {}) {
  return {
    id: seq + 100,
    seq,
    changed_seq: seq,
    kind: "text",
    author: { id: 2, username: "bob", name: "Bob", hue: 2, gone: false },
    subject: null,
    body: `message ${seq}`,
    html: `<p>message ${seq}</p>`,
    nonce: `nonce-${seq}`,
    created_at: "2026-11-20T01:00:00.000+00:00",
    edited_at: null,
    pinned_at: null,
    reply_to: null,
    reactions: [],
    deleted_at: null,
    mentions: [],
    mentions_all: false,
    ...facts,
  };
}

/** Messages with these places, in order. */
export function messages(first, last) {
  return Array.from({ length: last - first + 1 }, (_, place) => message(first + place));
}
