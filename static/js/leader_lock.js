// Which window of a person sends: one at a time, the leader.

import { newNonce } from "./nonce.js";

const NAME = "turn";
const LOOK_MS = 1_000;
const LEASE_MS = 5_000;

/**
 * Holds a lock of the browser, which passes on by itself when its window dies. Tells `change` when
 * `isMine` changes.
 */
export class Turn extends EventTarget {
  isMine = false;

  #locks;
  #name;
  #end = null;

  /** @param {{locks: LockManager, name: string}} parts */
  constructor({ locks, name }) {
    super();
    this.#locks = locks;
    this.#name = name;
  }

  /** Wait for the turn, and keep it. */
  seek() {
    if (!this.#end) this.#request({});
  }

  /** Take the turn from whoever has it and does nothing with it. */
  insist() {
    if (this.isMine) return;
    this.leave();
    this.#request({ steal: true });
  }

  /** Give the turn to the next, or do not wait for it any longer. */
  leave() {
    this.#end?.();
  }

  #request(options) {
    const waiting = new AbortController();
    let release;
    const held = new Promise((resolve) => (release = resolve));
    const end = (this.#end = () => {
      this.#end = null;
      waiting.abort();
      release();
      this.#become(false);
    });
    const how = options.steal ? options : { ...options, signal: waiting.signal };
    const granted = () => (this.#end === end ? (this.#become(true), held) : undefined);
    this.#locks.request(this.#name, how, granted).catch((error) => {
      if (this.#end === end) this.#refused(error);
    });
  }

  /** Another window insisted: wait again. A browser that refuses locks lets everybody send. */
  #refused(error) {
    if (error.name !== "AbortError") return this.#become(true);
    this.leave();
    this.seek();
  }

  #become(isMine) {
    if (this.isMine === isMine) return;
    this.isMine = isMine;
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * As a Turn, with a note in the browser's storage that has to be renewed. Two windows may both
 * believe for a moment that it is theirs: then something is sent twice, and stored once. Pure.
 */
export class Lease extends EventTarget {
  isMine = false;

  #shelf;
  #timers;
  #now;
  #holder = newNonce();
  #timer = null;

  /**
   * @param {object} parts  shelf, timers, and
   * @param {function(): number} parts.now  a clock that all windows share, right or wrong
   */
  constructor({ shelf, timers, now }) {
    super();
    this.#shelf = shelf;
    this.#timers = timers;
    this.#now = now;
  }

  seek() {
    if (this.#timer === null) this.#look();
  }

  insist() {
    this.#shelf.remove(NAME);
    this.leave();
    this.seek();
  }

  leave() {
    this.#timers.clear(this.#timer);
    this.#timer = null;
    if (this.isMine) this.#shelf.remove(NAME);
    this.#become(false);
  }

  #look() {
    const note = this.#shelf.get(NAME);
    const now = this.#now();
    const isFree = !note || note.holder === this.#holder || !isRunning(note, now);
    if (isFree) this.#shelf.put(NAME, { holder: this.#holder, since: now });
    this.#timer = this.#timers.set(() => this.#look(), LOOK_MS);
    this.#become(isFree);
  }

  #become(isMine) {
    if (this.isMine === isMine) return;
    this.isMine = isMine;
    this.dispatchEvent(new Event("change"));
  }
}

/** A note from the future was written before the clock was set back. */
function isRunning({ since }, now) {
  return since <= now && now < since + LEASE_MS;
}
