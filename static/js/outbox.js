// What was done and is not yet known to be stored: kept, sent in order, sent again.

import { Lane } from "./lane.js";
import { newNonce } from "./nonce.js";

const RETRYABLE = new Set(["rate_limited", "busy", "unavailable", "internal"]);
const PATIENCE_MS = 15_000;
/** What each act tells the server besides its room and nonce. */
const TOLD = {
  message: ["body", "reply_to"],
  edit: ["id", "body"],
  delete: ["id"],
  react: ["id", "emoji"],
  unreact: ["id", "emoji"],
  pin: ["id"],
  unpin: ["id"],
};

/**
 * @typedef {object} Item  an act: a message, or a change of one
 * @property {string} nonce
 * @property {number} room
 * @property {string} type  message, edit, delete, react, unreact, pin or unpin
 * @property {number} [id]  the message that is changed
 * @property {string} [body]
 * @property {number} [reply_to]
 * @property {object} [quoted]  what a message answers, as it is shown; not told to the server
 * @property {string} [emoji]
 * @property {number} at  when it was done, in ms; also its place in the order of doing
 * @property {"waiting"|"stored"|"failed"} state  stored: acknowledged and not yet visible
 * @property {number} [seq]  the change that makes it visible, once it is acknowledged
 * @property {string|null} code  why it failed
 */

/**
 * Each room has a lane with one act on its way at a time: if one must wait, those done after it
 * wait behind it, and the order holds whatever the server answers. Tells `change`. Pure.
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
    // Before there were other acts, an item had no type.
    for (const item of kept) this.#items.set(item.nonce, { type: "message", ...item });
  }

  /** Return the messages of this room that are not yet visible, in the order of writing. */
  messagesOf(room) {
    return this.#of(room).filter(({ type }) => type === "message");
  }

  /** Return the changes of this room's messages that are not yet visible, by the message's id. */
  changesOf(room) {
    const changes = new Map();
    for (const item of this.#of(room).filter(({ type }) => type !== "message")) {
      changes.set(item.id, [...(changes.get(item.id) ?? []), item]);
    }
    return changes;
  }

  /**
   * Keep an act and send it when its turn comes.
   *
   * @param {number} room
   * @param {Partial<Item> & {type: string}} act
   */
  add(room, act) {
    const last = [...this.#items.values()].at(-1)?.at ?? 0;
    const at = Math.max(this.#timers.now(), last + 1);
    const item = { ...act, nonce: newNonce(), room, at, state: "waiting", code: null };
    this.#items.set(item.nonce, item);
    this.#keep(item);
    this.#advance(room);
  }

  /** The socket is ready: send again whatever was not acknowledged, with the same nonces. */
  connected() {
    this.#connected = true;
    for (const room of new Set([...this.#items.values()].map((item) => item.room))) {
      this.#lane(room).succeed();
      this.#lane(room).clear();
      this.#advance(room);
    }
  }

  disconnected() {
    this.#connected = false;
    for (const lane of this.#lanes.values()) lane.clear();
  }

  acknowledged({ nonce, seq }) {
    const item = this.#items.get(nonce);
    if (!item) return;
    Object.assign(item, { state: "stored", seq });
    this.#shelf.remove(nonce);
    this.#tell();
    this.#lane(item.room).succeed();
    this.#leaveLane(item);
  }

  refused({ nonce, code, retry_after: retryAfter = null }) {
    const item = this.#items.get(nonce);
    if (!item || item.state !== "waiting") return;
    if (RETRYABLE.has(code)) return this.#lane(item.room).pause(retryAfter);
    Object.assign(item, { state: "failed", code });
    this.#keep(item);
    this.#leaveLane(item);
  }

  /** This nonce's message is visible: nothing is left to do for it. */
  seen(nonce) {
    const item = this.#items.get(nonce);
    if (item) this.#drop(item);
  }

  /** All that happened in the room up to this number is visible. */
  reached(room, cursor) {
    const isVisible = ({ state, seq }) => state === "stored" && seq <= cursor;
    for (const item of this.#of(room).filter(isVisible)) this.#drop(item);
  }

  /** Send a failed act again, with the nonce it has: it cannot become two. */
  retry(nonce) {
    const item = this.#items.get(nonce);
    if (item?.state !== "failed") return;
    Object.assign(item, { state: "waiting", code: null });
    this.#keep(item);
    this.#advance(item.room);
  }

  /** Give up a failed act, here or because another tab did. */
  discard(nonce) {
    const item = this.#items.get(nonce);
    if (item?.state === "failed") this.#drop(item);
  }

  #of(room) {
    return [...this.#items.values()].filter((item) => item.room === room);
  }

  #advance(room) {
    const lane = this.#lane(room);
    const next = this.#of(room).find((item) => item.state === "waiting");
    if (!this.#connected || !lane.isFree || !next) return;
    if (this.#send(frameOf(next))) lane.occupy(PATIENCE_MS, next.nonce);
  }

  #leaveLane({ room, nonce }) {
    const lane = this.#lane(room);
    if (lane.nonce !== nonce) return;
    lane.clear();
    this.#advance(room);
  }

  #lane(room) {
    if (!this.#lanes.has(room)) {
      const [timers, random] = [this.#timers, this.#random];
      this.#lanes.set(room, new Lane({ timers, random, proceed: () => this.#advance(room) }));
    }
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

function frameOf(item) {
  const told = TOLD[item.type].filter((name) => item[name] !== undefined);
  const fields = Object.fromEntries(told.map((name) => [name, item[name]]));
  return { type: item.type, room: item.room, nonce: item.nonce, ...fields };
}
