// What was done and is not yet known to be stored: sent in order, sent again.

import { PendingActs } from "./pending_acts.js";
import { newNonce } from "./nonce.js";
import { madeFrom } from "./rules.js";
import { OutboxSender } from "./sender.js";
import { wellFormedAct } from "./well_formed.js";

/**
 * All windows of a person hold the same acts, and one of them at a time, the leader, sends them.
 * Tells `change`. Pure.
 */
export class Outbox extends EventTarget {
  #acts;
  #sender;
  #clock;
  #visible = new Set();
  #reached = new Map();

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
    const pending = new PendingActs({ room, store, others });
    this.#acts = pending;
    this.#sender = new OutboxSender({ pending, epoch, acts, leaderLock, send, timers, random });
    this.#clock = clock;
    pending.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    pending.addEventListener("waits", ({ detail: item }) => this.#waits(item));
    pending.addEventListener("over", ({ detail: item }) => this.#over(item));
    pending.load();
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
    this.#sender.begin({ epoch: this.#sender.epoch, ...wellFormedAct(act), nonce: newNonce(), room, at });
  }

  /** The socket is ready; see OutboxSender. */
  connected(epoch = this.#sender.epoch) {
    if (epoch !== this.#sender.epoch) this.#visible.clear();
    this.#sender.connected(epoch);
  }

  /** Nothing can be sent from here now; see OutboxSender. */
  disconnected(code) {
    this.#sender.disconnected(code);
  }

  /** What had to wait may go. */
  resume() {
    this.#sender.resume();
  }

  /** Take a frame; those of other matters are left alone. */
  receive(frame) {
    if (frame.type === "ack") this.acknowledged(frame);
    if (frame.type === "error" && isOfActs(frame)) this.#sender.refused(frame);
  }

  acknowledged({ nonce, seq }) {
    const item = this.#acts.get(nonce);
    if (!item) return;
    const later = madeFrom(item, this.#acts.of(item.room));
    for (const edit of later) this.#acts.put({ ...edit, base: seq });
    this.#acts.stored(item, { seq, epoch: this.#sender.epoch });
  }

  refused(frame) {
    this.#sender.refused(frame);
  }

  #over(item) {
    this.#sender.over(item);
    if (this.#isReached(item)) this.#acts.finish(item);
  }

  /** The store or another window may tell of it after the room's log has. */
  #waits(item) {
    if (this.#visible.has(item.nonce)) this.seen(item.nonce);
    else this.#sender.forward(item);
  }

  /** This nonce's message is visible: nothing is left to do for it, now or when it comes later. */
  seen(nonce) {
    this.#visible.add(nonce);
    const item = this.#acts.get(nonce);
    if (!item) return;
    if (item.state !== "stored") this.#acts.stored(item, { epoch: this.#sender.epoch });
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
    this.#sender.begin(isTaken ? { ...item, nonce: newNonce() } : item);
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
}

/** What names neither act nor room may be about anything that was sent. */
function isOfActs({ nonce, room, code }) {
  return nonce !== undefined || room === undefined || code === "flooding";
}
