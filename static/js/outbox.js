// What was done and is not yet known to be stored: sent in order, sent again.

import { HeldActs } from "./held_acts.js";
import { Lanes } from "./lanes.js";
import { newNonce } from "./nonce.js";
import { isStray, madeFrom, stranded, Tries } from "./outbox_rules.js";
import { wellFormedAct } from "./well_formed.js";

/** Later the answer may be another one. */
const TEMPORARY = new Set(["rate_limited", "flooding", "busy", "unavailable"]);
/** The rules of the place ask for patience: the page says which. */
const RULES = new Set(["slow_mode", "new_too_fast", "maintenance"]);
/** A frame may be what ends the connection: a proxy or a server that cannot take it says so. */
const REFUSING_CLOSES = new Set([1002, 1003, 1007, 1008, 1009, 1011]);
/** Something was not read, and it is not said what: soon it is known. */
const DOUBT_SECONDS = 1;
const LEADER_PATIENCE_MS = 5_000;

/**
 * All windows of a person hold the same acts, and one of them at a time, the leader, sends them.
 * Tells `change`. Pure.
 */
export class Outbox extends EventTarget {
  #acts;
  #table;
  #lanes;
  #leaderLock;
  #timers;
  #clock;
  #tries = new Tries();
  #epoch;
  #visible = new Set();
  #reached = new Map();
  #isConnected = false;

  /**
   * @param {object} parts
   * @param {number} parts.room  the open one
   * @param {string} parts.epoch  the database that this page was made from
   * @param {object} parts.acts  the server's table of acts, by name
   * @param {OutboxStore} parts.store
   * @param {BroadcastChannel} parts.others  the person's other windows
   * @param {LeaderLock|LeaderLease} parts.leaderLock
   * @param {function(object): boolean} parts.send  false when the socket is not ready
   * @param {{set: function, clear: function, now: function}} parts.timers
   * @param {{now: function(): number}} parts.clock  the server's: when something was written
   * @param {function(): number} [parts.random]
   */
  constructor({ room, epoch, acts, store, others, leaderLock, send, timers, clock, ...options }) {
    const { random = Math.random } = options;
    super();
    this.#epoch = epoch;
    this.#table = acts;
    this.#acts = new HeldActs({ room, store, others });
    const next = (room) => this.#next(room);
    const ignored = (nonce) => this.#cameToNothing(nonce, "not_answered");
    this.#lanes = new Lanes({ send, acts, timers, random, next, ignored });
    this.#leaderLock = leaderLock;
    this.#timers = timers;
    this.#clock = clock;
    this.#acts.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    this.#acts.addEventListener("waits", ({ detail: item }) => this.#waits(item));
    this.#acts.addEventListener("over", ({ detail: item }) => this.#over(item));
    leaderLock.addEventListener("change", () => this.#leads());
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
   * @param {Partial<Item> & {type: string}} act  of the epoch whose messages the person saw
   */
  add(room, act) {
    const last = this.#acts.all.at(-1)?.at ?? 0;
    const at = Math.max(this.#clock.now(), last + 1);
    this.#begin({ epoch: this.#epoch, ...wellFormedAct(act), nonce: newNonce(), room, at });
  }

  /**
   * The socket is ready: send again whatever was not acknowledged, with the same nonces.
   *
   * @param {string} [epoch]  the database that is spoken to: what another one had stored may be
   *   gone, and goes again
   */
  connected(epoch = this.#epoch) {
    this.#isConnected = true;
    if (epoch !== this.#epoch) this.#visible.clear();
    this.#epoch = epoch;
    for (const item of this.#acts.all) {
      if (item.state === "stored" && item.epoch !== epoch) this.#begin(item);
      else this.#forward(item);
    }
    this.#leaderLock.request();
  }

  /** What had to wait may go: begin again with what comes first in each room. */
  resume() {
    if (this.#leaderLock.isHeld && this.#isConnected) this.#open();
  }

  /**
   * Nothing can be sent from here now; another window may.
   *
   * @param {number} [code]  with which the connection was closed
   */
  disconnected(code) {
    this.#isConnected = false;
    if (REFUSING_CLOSES.has(code)) this.#doubt("not_answered");
    this.#lanes.close();
    this.#leaderLock.release();
  }

  acknowledged({ nonce, seq }) {
    const item = this.#acts.get(nonce);
    if (!item) return;
    const later = madeFrom(item, this.#acts.of(item.room));
    for (const edit of later) this.#acts.put({ ...edit, base: seq });
    this.#acts.stored(item, { seq, epoch: this.#epoch });
  }

  /** The server refuses an act or, without a nonce, has not read what was sent last. */
  refused({ nonce, code, retry_after: retryAfter = null }) {
    if (!nonce) return this.#unread(code, retryAfter);
    const item = this.#acts.get(nonce);
    if (item?.state === "held") return this.#decided(item, code);
    if (item?.state !== "waiting") return;
    if (RULES.has(code)) return this.#postpone(item, code, retryAfter);
    if (TEMPORARY.has(code)) return this.#lanes.pause(item, retryAfter);
    if (code === "internal") return this.#faulted(item, retryAfter);
    this.#end(item, code === "held" ? "held" : "failed", code);
  }

  /** A moderator has looked at it, and does not post it: it stays to be copied or put away. */
  #decided(item, code) {
    if (code === "blocked") this.#acts.put({ ...item, code });
  }

  /** Nobody knows what was not read: whatever is on its way is sent again, a few times. */
  #unread(code, retryAfter) {
    if (TEMPORARY.has(code)) return this.#lanes.hold(retryAfter);
    this.#lanes.hold(DOUBT_SECONDS);
    this.#doubt(code);
  }

  #doubt(code) {
    for (const nonce of this.#lanes.underway) this.#cameToNothing(nonce, code);
  }

  /** A fault that comes again and again must not hold up what waits behind it for ever. */
  #faulted(item, retryAfter) {
    this.#lanes.pause(item, retryAfter);
    this.#cameToNothing(item.nonce, "internal");
  }

  #cameToNothing(nonce, code) {
    const item = this.#acts.get(nonce);
    if (item?.state !== "waiting") return;
    if (!this.#isRetryable(item) || this.#tries.fail(nonce)) this.#end(item, "failed", code);
  }

  #isRetryable({ type }) {
    return type === "message" || this.#table[type].retryable;
  }

  /** Nothing more is sent of it, unless somebody wants it: the next may go. */
  #end(item, state, code) {
    this.#tries.forget(item.nonce);
    this.#acts.put({ ...item, state, code });
    this.#lanes.leave(item);
  }

  #over(item) {
    this.#tries.forget(item.nonce);
    this.#lanes.succeed(item);
    if (this.#isReached(item)) this.#acts.finish(item);
  }

  /** The store or another window may tell of it after the room's log has. */
  #waits(item) {
    if (this.#visible.has(item.nonce)) this.seen(item.nonce);
    else this.#forward(item);
  }

  /** It waits, and the page can say for what. */
  #postpone(item, code, retryAfter) {
    this.#acts.put({ ...item, code });
    this.#lanes.pause(item, retryAfter);
  }

  /** This nonce's message is visible: nothing is left to do for it, now or when it comes later. */
  seen(nonce) {
    this.#visible.add(nonce);
    const item = this.#acts.get(nonce);
    if (!item) return;
    if (item.state !== "stored") this.#acts.stored(item, { epoch: this.#epoch });
    this.#acts.finish(item);
  }

  /** All that happened in the room up to this number of this epoch is visible. */
  reached(room, { cursor, epoch }) {
    this.#reached.set(room, { cursor, epoch });
    for (const item of this.#acts.of(room)) if (this.#isReached(item)) this.#acts.finish(item);
  }

  #isReached({ nonce, room, state, epoch, seq }) {
    const reached = this.#reached.get(room);
    const isHeld = this.#acts.get(nonce) !== undefined;
    return isHeld && state === "stored" && epoch === reached?.epoch && seq <= reached.cursor;
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
   * Give up a failed act, or do not look at a held one any longer.
   *
   * @returns {Item|undefined} what it was
   */
  discard(nonce) {
    const item = this.#acts.get(nonce);
    if (item?.state !== "failed" && item?.state !== "held") return undefined;
    this.#acts.drop(item);
    return item;
  }

  #begin({ seq, ...item }) {
    const waiting = { ...item, state: "waiting", code: null };
    this.#acts.put(waiting);
    this.#forward(waiting);
    if (!this.#leaderLock.isHeld) this.#timers.set(() => this.#insist(waiting), LEADER_PATIENCE_MS);
  }

  /** Only whoever is connected knows which epoch it is. */
  #forward(item) {
    if (this.#isConnected && isStray(item, this.#epoch)) this.#strand(item);
    this.#lanes.advance(item.room);
  }

  #strand(item) {
    const rest = stranded(item, this.#epoch);
    if (rest) this.#acts.put(rest);
    else this.#acts.drop(item);
  }

  async #leads() {
    if (!this.#leaderLock.isHeld) return this.#lanes.close();
    // What another window was doing when it ended is in the store.
    await this.#acts.load();
    if (this.#leaderLock.isHeld && this.#isConnected) this.#open();
  }

  #open() {
    this.#lanes.open(new Set(this.#acts.all.map(({ room }) => room)));
    this.#askForHeld();
  }

  /** What was decided while nobody was here is known by the nonces. */
  #askForHeld() {
    const isOpen = ({ state, code }) => state === "held" && code !== "blocked";
    for (const item of this.#acts.all.filter(isOpen)) this.#lanes.ask(item);
  }

  /** The leading window may be frozen. To send twice is harmless, not to send is not. */
  #insist({ nonce }) {
    const isWaiting = this.#acts.get(nonce)?.state === "waiting";
    if (isWaiting && this.#isConnected && !this.#leaderLock.isHeld) this.#leaderLock.steal();
  }

  #next(room) {
    return this.#acts.of(room).find(({ state }) => state === "waiting");
  }
}
