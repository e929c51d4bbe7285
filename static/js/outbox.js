// What was done and is not yet known to be stored: sent in order, sent again.

import { HeldActs } from "./held_acts.js";
import { Lanes } from "./lanes.js";
import { newNonce } from "./nonce.js";

const RETRYABLE = new Set(["rate_limited", "busy", "unavailable", "internal"]);
/** The rules of the place ask for patience: the page says which. */
const RULES = new Set(["slow_mode", "new_too_fast"]);
const FAULTS_MAX = 5;
const TURN_PATIENCE_MS = 5_000;

/**
 * All windows of a person hold the same acts, and one window at a time has the turn to send them.
 * Tells `change`. Pure.
 */
export class Outbox extends EventTarget {
  #acts;
  #lanes;
  #turn;
  #timers;
  #isConnected = false;

  /**
   * @param {object} parts
   * @param {number} parts.room  the open one
   * @param {OutboxStore} parts.store
   * @param {BroadcastChannel} parts.others  the person's other windows
   * @param {Turn|Lease} parts.turn
   * @param {function(object): boolean} parts.send  false when the socket is not ready
   * @param {{set: function, clear: function, now: function}} parts.timers
   * @param {function(): number} [parts.random]
   */
  constructor({ room, store, others, turn, send, timers, random = Math.random }) {
    super();
    this.#acts = new HeldActs({ room, store, others });
    this.#lanes = new Lanes({ send, timers, random, next: (room) => this.#next(room) });
    this.#turn = turn;
    this.#timers = timers;
    this.#acts.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    this.#acts.addEventListener("waits", ({ detail: item }) => this.#lanes.advance(item.room));
    this.#acts.addEventListener("over", ({ detail: item }) => this.#lanes.succeed(item));
    turn.addEventListener("change", () => this.#turned());
    this.#acts.load();
  }

  /** Whether something would be lost with this page: the browser would not keep it. */
  get isAtRisk() {
    return this.#acts.isAtRisk;
  }

  /** @returns {Item|undefined} */
  get(nonce) {
    return this.#acts.get(nonce);
  }

  /** The rooms in which something failed. @returns {Set<number>} */
  get failedIn() {
    const failed = this.#acts.all.filter(({ state }) => state === "failed");
    return new Set(failed.map(({ room }) => room));
  }

  /** Return the messages of this room that are not yet visible, in the order of writing. */
  messagesOf(room) {
    return this.#acts.of(room).filter(({ type }) => type === "message");
  }

  /** Return the changes of this room's messages that are not yet visible, by the message's id. */
  changesOf(room) {
    const changes = new Map();
    for (const item of this.#acts.of(room).filter(({ type }) => type !== "message")) {
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
    const last = this.#acts.all.at(-1)?.at ?? 0;
    const at = Math.max(this.#timers.now(), last + 1);
    this.#begin({ ...act, nonce: newNonce(), room, at });
  }

  /** The socket is ready: send again whatever was not acknowledged, with the same nonces. */
  connected() {
    this.#isConnected = true;
    this.#turn.seek();
  }

  /** Nothing can be sent from here now; another window may. */
  disconnected() {
    this.#isConnected = false;
    this.#lanes.close();
    this.#turn.leave();
  }

  acknowledged({ nonce, seq }) {
    const item = this.#acts.get(nonce);
    if (item) this.#acts.stored(item, seq);
  }

  /** The server refuses an act or, without a nonce, has not read what was sent last. */
  refused({ nonce, code, retry_after: retryAfter = null }) {
    if (!nonce) return this.#lanes.hold(retryAfter);
    const item = this.#acts.get(nonce);
    if (item?.state !== "waiting") return;
    if (RULES.has(code)) return this.#postpone(item, code, retryAfter);
    if (isWorthRetrying(item, code)) return this.#lanes.pause(item, retryAfter);
    this.#acts.put({ ...item, state: "failed", code });
    this.#lanes.leave(item);
  }

  /** It waits, and the page can say for what. */
  #postpone(item, code, retryAfter) {
    this.#acts.put({ ...item, code });
    this.#lanes.pause(item, retryAfter);
  }

  /** This nonce's message is visible: nothing is left to do for it. */
  seen(nonce) {
    const item = this.#acts.get(nonce);
    if (!item) return;
    if (item.state !== "stored") this.#acts.stored(item);
    this.#acts.finish(item);
  }

  /** All that happened in the room up to this number is visible. */
  reached(room, cursor) {
    const isVisible = ({ state, seq }) => state === "stored" && seq <= cursor;
    for (const item of this.#acts.of(room).filter(isVisible)) this.#acts.finish(item);
  }

  /** The database is another one: what the former had stored may be gone, and goes again. */
  restart() {
    for (const item of this.#acts.all.filter(({ state }) => state === "stored")) this.#begin(item);
  }

  /**
   * Send a failed act again, with the nonce it has: it cannot become two. Only a nonce that is said
   * to be another message's is of no use any more.
   */
  retry(nonce) {
    const item = this.#acts.get(nonce);
    if (item?.state !== "failed") return;
    const isTaken = item.code === "nonce_reused";
    if (isTaken) this.#acts.drop(item);
    this.#begin(isTaken ? { ...item, nonce: newNonce() } : item);
  }

  /**
   * Give up a failed act.
   *
   * @returns {Item|undefined} what it was
   */
  discard(nonce) {
    const item = this.#acts.get(nonce);
    if (item?.state !== "failed") return undefined;
    this.#acts.drop(item);
    return item;
  }

  #begin({ faults, seq, ...item }) {
    const waiting = { ...item, state: "waiting", code: null };
    this.#acts.put(waiting);
    this.#lanes.advance(waiting.room);
    if (!this.#turn.isMine) this.#timers.set(() => this.#insist(waiting), TURN_PATIENCE_MS);
  }

  async #turned() {
    if (!this.#turn.isMine) return this.#lanes.close();
    // What another window was doing when it ended is in the store.
    await this.#acts.load();
    if (!this.#turn.isMine || !this.#isConnected) return;
    this.#lanes.open(new Set(this.#acts.all.map(({ room }) => room)));
  }

  /** The window that has the turn may be frozen. To send twice is harmless, not to send is not. */
  #insist({ nonce }) {
    const isWaiting = this.#acts.get(nonce)?.state === "waiting";
    if (isWaiting && this.#isConnected && !this.#turn.isMine) this.#turn.insist();
  }

  #next(room) {
    return this.#acts.of(room).find(({ state }) => state === "waiting");
  }
}

/** A fault that comes again and again must not hold up what waits behind it for ever. */
function isWorthRetrying(item, code) {
  if (code === "internal") item.faults = (item.faults ?? 0) + 1;
  return RETRYABLE.has(code) && (item.faults ?? 0) < FAULTS_MAX;
}
