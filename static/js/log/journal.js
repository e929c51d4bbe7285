// Folds what the server tells of the open room into one unbroken stretch of messages.

import { Cursor } from "./cursor.js";

const PASSED_MAX = 500;

/**
 * @typedef {object} Message  as docs/protocol.md describes it
 * @typedef {{messages: Message[], older: boolean, newer: boolean, head: number, epoch?: string}} Page
 * @typedef {{inserted: Message[], updated: Message[], beyond: Message[], gap: boolean}} Report
 */

/**
 * What is held is always without holes from the first to the last message; `older` and `newer` say
 * whether the room goes on at either end. Messages after an open end are not held: they are
 * reported as `beyond` and are loaded with the pages that lead to them. Pure.
 */
export class Journal {
  /** The database whose numbers and ids these are. */
  epoch;

  #byId = new Map();
  #passed = new Map();
  #live = 0;
  #cursor;

  /** @param {Page} page  what the server rendered, or an empty page */
  constructor(page) {
    this.replace(page);
  }

  /** The number up to which this client knows the room's changes. */
  get cursor() {
    return this.#cursor.at;
  }

  /** Return the message with this id, or undefined when it is not held. */
  byId(id) {
    return this.#byId.get(id);
  }

  has(id) {
    return this.#byId.has(id);
  }

  /**
   * Hold this page and nothing else, as after `resync`. It is of the same epoch unless it says so.
   *
   * @param {Page} page
   * @returns {Report}
   */
  replace({ messages, older, newer, head, epoch = this.epoch }) {
    this.epoch = epoch;
    this.#passed = new Map();
    this.#live = 0;
    this.#byId = new Map(messages.map((message) => [message.id, message]));
    this.#cursor = new Cursor(head);
    this.messages = [...messages].sort(bySeq);
    this.older = older;
    this.newer = newer;
    return report({ inserted: this.messages });
  }

  /**
   * Fold a `changes` frame.
   *
   * @param {{after: number, upto: number, messages: Message[]}} changes
   * @returns {Report}
   */
  fold(changes) {
    const answer = this.#cursor.accept(changes);
    if (answer !== "next") return report({ gap: answer === "gap" });
    this.#live = Math.max(this.#live, ...changes.messages.map(({ seq }) => seq));
    const beyond = changes.messages.filter((message) => this.#isBeyond(message));
    const before = changes.messages.filter((message) => this.#isBefore(message));
    const passed = new Set([...beyond, ...before]);
    const within = changes.messages.filter((message) => !passed.has(message));
    this.#pass(passed);
    return { ...this.#take(within), beyond };
  }

  /** Say whether a heartbeat shows that this room's last changes were lost. */
  isBehind(head) {
    return this.#cursor.isBehind(head);
  }

  /** Put a page before what is held, as asked for with `before`. Returns a Report. */
  takeOlder(page) {
    this.older = page.older;
    return this.#take(page.messages);
  }

  /**
   * Put a page behind what is held, as asked for with `after`. It reaches the end only if nothing
   * came while it was on its way: what came then was beyond, and is not held. Returns a Report.
   */
  takeNewer(page) {
    this.newer = page.newer || this.#overtook(page);
    return this.#take(page.messages);
  }

  /** Hold this page instead, somewhere else in the room; the cursor stays where it is. */
  move(page) {
    this.messages = page.messages.map((message) => this.#newest(message));
    this.#byId = new Map(this.messages.map((message) => [message.id, message]));
    this.older = page.older;
    this.newer = page.newer || this.#overtook(page);
  }

  /** Let go of the first `count` messages. */
  dropOldest(count) {
    if (count <= 0) return;
    this.#forget(this.messages.splice(0, count));
    this.older = true;
  }

  /** Let go of the last `count` messages. */
  dropNewest(count) {
    if (count <= 0) return;
    this.#forget(this.messages.splice(-count));
    this.newer = true;
  }

  #take(told) {
    const messages = told.map((message) => this.#newest(message));
    const inserted = messages.filter((message) => !this.has(message.id));
    const updated = messages.filter((message) => this.#isNews(message));
    for (const message of [...inserted, ...updated]) this.#byId.set(message.id, message);
    if (updated.length) this.messages = this.messages.map((held) => this.#byId.get(held.id));
    this.messages.push(...inserted);
    if (inserted.length) this.messages.sort(bySeq);
    return report({ inserted, updated });
  }

  /** A page that is on its way may show what is passed over now as it was before. */
  #pass(messages) {
    for (const message of messages) this.#passed.set(message.id, message);
    const oldest = [...this.#passed.keys()].slice(0, -PASSED_MAX);
    for (const id of oldest) this.#passed.delete(id);
  }

  #newest(message) {
    const passed = this.#passed.get(message.id);
    return passed?.changed_seq > message.changed_seq ? passed : message;
  }

  /** Whether a message came live that this page is too old to hold. */
  #overtook({ head }) {
    return head < this.#live;
  }

  #isBeyond({ id, seq }) {
    return this.newer && !this.has(id) && seq > this.#lastSeq();
  }

  #isBefore({ id, seq }) {
    return this.older && !this.has(id) && seq < this.#firstSeq();
  }

  #isNews(message) {
    const held = this.#byId.get(message.id);
    return held !== undefined && message.changed_seq > held.changed_seq;
  }

  #forget(messages) {
    for (const message of messages) this.#byId.delete(message.id);
  }

  #firstSeq() {
    return this.messages.at(0)?.seq ?? 0;
  }

  #lastSeq() {
    return this.messages.at(-1)?.seq ?? 0;
  }
}

function bySeq(one, other) {
  return one.seq - other.seq;
}

function report(parts) {
  return { inserted: [], updated: [], beyond: [], gap: false, ...parts };
}
