// Sends what the outbox holds: in order, by the leading window, again until it is answered.

import { SendQueues } from "./send_queues.js";
import { isStray, stranded, Tries } from "./rules.js";

/** Later the answer may be another one. */
const TEMPORARY = new Set(["rate_limited", "flooding", "busy", "unavailable"]);
/** The rules of the place ask for patience: the page says which. */
const RULES = new Set(["slow_mode", "new_too_fast", "maintenance"]);
/** A frame may be what ends the connection: a proxy or a server that cannot take it says so. */
const REFUSING_CLOSES = new Set([1002, 1003, 1007, 1008, 1009, 1011]);
/** Something was not read, and it is not said what: soon it is known. */
const DOUBT_SECONDS = 1;
const LEADER_PATIENCE_MS = 5_000;

/** What a refusal means for the act, and for those behind it, is decided here. Pure. */
export class OutboxSender {
  /** The database that is spoken to. */
  epoch;

  #acts;
  #table;
  #queues;
  #leaderLock;
  #timers;
  #tries = new Tries();
  #isConnected = false;

  /**
   * @param {object} parts  pending (the PendingActs), leaderLock, send, timers, random, and
   * @param {object} parts.acts  the server's table of acts, by name
   * @param {string} parts.epoch  the database that this page was made from
   */
  constructor({ pending, epoch, acts, leaderLock, send, timers, random }) {
    this.epoch = epoch;
    this.#acts = pending;
    this.#table = acts;
    const next = (room) => pending.of(room).find(({ state }) => state === "waiting");
    const ignored = (nonce) => this.#cameToNothing(nonce, "not_answered");
    this.#queues = new SendQueues({ send, acts, timers, random, next, ignored });
    this.#leaderLock = leaderLock;
    this.#timers = timers;
    leaderLock.addEventListener("change", () => this.#leads());
  }

  /**
   * The socket is ready: send again whatever was not acknowledged, with the same nonces.
   *
   * @param {string} epoch  the database that is spoken to: what another one had stored may be
   *   gone, and goes again
   */
  connected(epoch) {
    this.#isConnected = true;
    this.epoch = epoch;
    for (const item of this.#acts.all) {
      if (item.state === "stored" && item.epoch !== epoch) this.begin(item);
      else this.forward(item);
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
    this.#queues.close();
    this.#leaderLock.release();
  }

  /** The server refuses an act or, without a nonce, has not read what was sent last. */
  refused({ nonce, code, retry_after: retryAfter = null }) {
    if (!nonce) return this.#unread(code, retryAfter);
    const item = this.#acts.get(nonce);
    if (item?.state === "held") return this.#decided(item, code);
    if (item?.state !== "waiting") return;
    if (RULES.has(code)) return this.#postpone(item, code, retryAfter);
    if (TEMPORARY.has(code)) return this.#queues.pause(item, retryAfter);
    if (code === "internal") return this.#faulted(item, retryAfter);
    this.#end(item, code === "held" ? "held" : "failed", code);
  }

  /** A moderator has looked at it, and does not post it: it stays to be copied or put away. */
  #decided(item, code) {
    if (code === "blocked") this.#acts.put({ ...item, code });
  }

  /** Nobody knows what was not read: whatever is on its way is sent again, a few times. */
  #unread(code, retryAfter) {
    if (TEMPORARY.has(code)) return this.#queues.hold(retryAfter);
    this.#queues.hold(DOUBT_SECONDS);
    this.#doubt(code);
  }

  #doubt(code) {
    for (const nonce of this.#queues.underway) this.#cameToNothing(nonce, code);
  }

  /** A fault that comes again and again must not hold up what waits behind it for ever. */
  #faulted(item, retryAfter) {
    this.#queues.pause(item, retryAfter);
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
    this.#queues.leave(item);
  }

  /** Nothing is left to be sent of it: the next may go. */
  over(item) {
    this.#tries.forget(item.nonce);
    this.#queues.succeed(item);
  }

  /** It waits, and the page can say for what. */
  #postpone(item, code, retryAfter) {
    this.#acts.put({ ...item, code });
    this.#queues.pause(item, retryAfter);
  }

  /** Begin with this act, or begin anew. */
  begin({ seq, ...item }) {
    const waiting = { ...item, state: "waiting", code: null };
    this.#acts.put(waiting);
    this.forward(waiting);
    if (!this.#leaderLock.isHeld) this.#timers.set(() => this.#insist(waiting), LEADER_PATIENCE_MS);
  }

  /** Only whoever is connected knows which epoch it is. */
  forward(item) {
    if (this.#isConnected && isStray(item, this.epoch)) this.#strand(item);
    this.#queues.advance(item.room);
  }

  #strand(item) {
    const rest = stranded(item, this.epoch);
    if (rest) this.#acts.put(rest);
    else this.#acts.drop(item);
  }

  async #leads() {
    if (!this.#leaderLock.isHeld) return this.#queues.close();
    // What another window was doing when it ended is in the store.
    await this.#acts.load();
    if (this.#leaderLock.isHeld && this.#isConnected) this.#open();
  }

  #open() {
    this.#queues.open(new Set(this.#acts.all.map(({ room }) => room)));
    this.#askForHeld();
  }

  /** What was decided while nobody was here is known by the nonces. */
  #askForHeld() {
    const isOpen = ({ state, code }) => state === "held" && code !== "blocked";
    for (const item of this.#acts.all.filter(isOpen)) this.#queues.ask(item);
  }

  /** The leading window may be frozen. To send twice is harmless, not to send is not. */
  #insist({ nonce }) {
    const isWaiting = this.#acts.get(nonce)?.state === "waiting";
    if (isWaiting && this.#isConnected && !this.#leaderLock.isHeld) this.#leaderLock.steal();
  }
}
