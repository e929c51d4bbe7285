// Time, sockets and storage that tests hold in their hand.

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
