// How long to wait before the next connection: a little, then longer, never the same for all.

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** Whoever looks at the page is not kept waiting by an outage that has not lasted long. */
const LONGEST_SEEN_MS = 5_000;
const SHORT_OUTAGE_MS = 600_000;
const DRAINING = 4001;
const DRAIN_SPREAD_MS = 2_000;

/** Pure: time and dice are given. */
export class Backoff {
  #timers;
  #random;
  #isSeen;
  #attempts = 0;
  #awaySince;

  /**
   * @param {object} parts  timers, random, and
   * @param {function(): boolean} parts.isSeen  whether somebody looks at the page
   */
  constructor({ timers, random, isSeen }) {
    this.#timers = timers;
    this.#random = random;
    this.#isSeen = isSeen;
    this.#awaySince = timers.now();
  }

  /** It went well: the next wait is a short one again. */
  succeed() {
    this.#attempts = 0;
    this.#awaySince = this.#timers.now();
  }

  /**
   * Return the wait after a connection that ended like this, in ms. Those who left together must
   * not come back together.
   *
   * @param {number} code  why it was closed
   * @param {number|null} retryAfter  the seconds that the server asked for
   */
  next(code, retryAfter) {
    const most = Math.min(this.#longest, FIRST_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    if (retryAfter !== null) return this.#spread(retryAfter * 1_000);
    return this.#random() * (code === DRAINING ? DRAIN_SPREAD_MS : most);
  }

  #spread(ms) {
    return ms + this.#random() * Math.max(FIRST_MS, ms / 2);
  }

  get #longest() {
    const isShort = this.#timers.now() - this.#awaySince < SHORT_OUTAGE_MS;
    return isShort && this.#isSeen() ? LONGEST_SEEN_MS : LONGEST_MS;
  }
}
