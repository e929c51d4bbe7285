// What was written and is not yet known to be stored: kept, sent in order, sent again.

import { newNonce } from "./nonce.js";

export const RETRYABLE = new Set(["rate_limited", "busy", "unavailable", "internal"]);
const PATIENCE_MS = 15_000;
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 30_000;

/**
 * @typedef {object} Item
 * @property {string} nonce
 * @property {number} room
 * @property {string} body
 * @property {number} at  when it was written, in ms; also its place in the order of writing
 * @property {"waiting"|"stored"|"failed"} state  stored: acknowledged and not yet visible
 * @property {string|null} code  why it failed
 */

/**
 * Each room has a lane with one message on its way at a time: if a message must wait, those written
 * after it wait behind it, and the order holds whatever the server answers. Tells `change`. Pure.
 */
export class Outbox extends EventTarget {
  #shelf;
  #send;
  #timers;
  #random;
  #items = new Map();
  #lanes = new Map();
  #connected = false;

  /**
   * @param {object} parts
   * @param {{all: function, put: function, remove: function}} parts.shelf
   * @param {function(object): boolean} parts.send  false when the socket is not ready
   * @param {{set: function, clear: function, now: function}} parts.timers
   * @param {function(): number} [parts.random]
   */
  constructor({ shelf, send, timers, random = Math.random }) {
    super();
    this.#shelf = shelf;
    this.#send = send;
    this.#timers = timers;
    this.#random = random;
    const kept = shelf.all().sort((one, other) => one.at - other.at);
    for (const item of kept) this.#items.set(item.nonce, item);
  }

  /** Return what of this room is not yet visible, in the order of writing. */
  of(room) {
    return [...this.#items.values()].filter((item) => item.room === room);
  }

  add(room, body) {
    const last = [...this.#items.values()].at(-1)?.at ?? 0;
    const at = Math.max(this.#timers.now(), last + 1);
    const item = { nonce: newNonce(), room, body, at, state: "waiting", code: null };
    this.#items.set(item.nonce, item);
    this.#keep(item);
    this.#advance(room);
  }

  /** The socket is ready: send again whatever was not acknowledged, with the same nonces. */
  connected() {
    this.#connected = true;
    for (const room of new Set([...this.#items.values()].map((item) => item.room))) {
      this.#lane(room).attempts = 0;
      this.#clear(room);
      this.#advance(room);
    }
  }

  disconnected() {
    this.#connected = false;
    for (const room of this.#lanes.keys()) this.#clear(room);
  }

  acknowledged({ nonce }) {
    const item = this.#items.get(nonce);
    if (!item) return;
    item.state = "stored";
    this.#shelf.remove(nonce);
    this.#tell();
    this.#lane(item.room).attempts = 0;
    this.#leaveLane(item);
  }

  refused({ nonce, code, retry_after: retryAfter = null }) {
    const item = this.#items.get(nonce);
    if (!item || item.state !== "waiting") return;
    if (RETRYABLE.has(code)) return this.#pause(item.room, retryAfter);
    Object.assign(item, { state: "failed", code });
    this.#keep(item);
    this.#leaveLane(item);
  }

  /** This nonce's message is visible: nothing is left to do for it. */
  seen(nonce) {
    const item = this.#items.get(nonce);
    if (item) this.#drop(item);
  }

  /** Send a failed message again, with the nonce it has: it cannot become two. */
  retry(nonce) {
    const item = this.#items.get(nonce);
    if (item?.state !== "failed") return;
    Object.assign(item, { state: "waiting", code: null });
    this.#keep(item);
    this.#advance(item.room);
  }

  /** Give up a failed message, here or because another tab did. */
  discard(nonce) {
    const item = this.#items.get(nonce);
    if (item?.state === "failed") this.#drop(item);
  }

  #advance(room) {
    const lane = this.#lane(room);
    const next = this.of(room).find((item) => item.state === "waiting");
    if (!this.#connected || lane.timer !== null || !next) return;
    const { nonce, body } = next;
    if (this.#send({ type: "message", room, nonce, body })) this.#occupy(room, PATIENCE_MS, nonce);
  }

  #pause(room, retryAfter) {
    const lane = this.#lane(room);
    const backoff = Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** lane.attempts);
    lane.attempts += 1;
    const wait = retryAfter === null ? backoff : retryAfter * 1_000;
    this.#occupy(room, wait + this.#random() * 500, null);
  }

  /** Nothing else leaves this lane until the answer comes, or for so long. */
  #occupy(room, ms, nonce) {
    this.#clear(room);
    const again = () => {
      this.#clear(room);
      this.#advance(room);
    };
    Object.assign(this.#lane(room), { nonce, timer: this.#timers.set(again, ms) });
  }

  #leaveLane(item) {
    if (this.#lane(item.room).nonce !== item.nonce) return;
    this.#clear(item.room);
    this.#advance(item.room);
  }

  #clear(room) {
    const lane = this.#lane(room);
    if (lane.timer !== null) this.#timers.clear(lane.timer);
    Object.assign(lane, { nonce: null, timer: null });
  }

  #lane(room) {
    if (!this.#lanes.has(room)) this.#lanes.set(room, { nonce: null, timer: null, attempts: 0 });
    return this.#lanes.get(room);
  }

  #keep(item) {
    this.#shelf.put(item.nonce, item);
    this.#tell();
  }

  #drop(item) {
    this.#items.delete(item.nonce);
    this.#shelf.remove(item.nonce);
    this.#tell();
    this.#leaveLane(item);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
