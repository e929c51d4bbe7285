// Whose turn it is to send where there are no locks: on plain http, as in a home network.

import { newNonce } from "./nonce.js";

const NAME = "turn";
const LOOK_MS = 1_000;
const LEASE_MS = 5_000;

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
