// Which window of a person leads: one at a time, and it alone sends.

import { newNonce } from "./nonce.js";

const NAME = "leader";
const LOOK_MS = 1_000;
const LEASE_MS = 5_000;

/**
 * Holds a lock of the browser, which passes on by itself when its window dies. Tells `change` when
 * `isHeld` changes.
 */
export class LeaderLock extends EventTarget {
  isHeld = false;

  #locks;
  #name;
  #end = null;

  /** @param {{locks: LockManager, name: string}} parts */
  constructor({ locks, name }) {
    super();
    this.#locks = locks;
    this.#name = name;
  }

  /** Wait for the lock, and keep it. */
  request() {
    if (!this.#end) this.#ask({});
  }

  /** Take the lock from a window that holds it and does nothing with it. */
  steal() {
    if (this.isHeld) return;
    this.release();
    this.#ask({ steal: true });
  }

  /** Give the lock to the next, or do not wait for it any longer. */
  release() {
    this.#end?.();
  }

  #ask(options) {
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

  /** Another window stole it: wait again. A browser that refuses locks lets everybody send. */
  #refused(error) {
    if (error.name !== "AbortError") return this.#become(true);
    this.release();
    this.request();
  }

  #become(isHeld) {
    if (this.isHeld === isHeld) return;
    this.isHeld = isHeld;
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * The same where the browser has no locks, on plain http as in a home network: a note in its storage
 * that has to be renewed. Two windows may both believe for a moment that it is theirs: then something
 * is sent twice, and stored once. Pure.
 */
export class LeaderLease extends EventTarget {
  isHeld = false;

  #localStore;
  #timers;
  #now;
  #holder = newNonce();
  #timer = null;

  /**
   * @param {object} parts  localStore, timers, and
   * @param {function(): number} parts.now  a clock that all windows share, right or wrong
   */
  constructor({ localStore, timers, now }) {
    super();
    this.#localStore = localStore;
    this.#timers = timers;
    this.#now = now;
  }

  request() {
    if (this.#timer === null) this.#look();
  }

  steal() {
    this.#localStore.remove(NAME);
    this.release();
    this.request();
  }

  release() {
    this.#timers.clear(this.#timer);
    this.#timer = null;
    if (this.isHeld) this.#localStore.remove(NAME);
    this.#become(false);
  }

  #look() {
    const note = this.#localStore.get(NAME);
    const now = this.#now();
    const isFree = !note || note.holder === this.#holder || !isRunning(note, now);
    if (isFree) this.#localStore.put(NAME, { holder: this.#holder, since: now });
    this.#timer = this.#timers.set(() => this.#look(), LOOK_MS);
    this.#become(isFree);
  }

  #become(isHeld) {
    if (this.isHeld === isHeld) return;
    this.isHeld = isHeld;
    this.dispatchEvent(new Event("change"));
  }
}

/** A note from the future was written before the clock was set back. */
function isRunning({ since }, now) {
  return since <= now && now < since + LEASE_MS;
}
