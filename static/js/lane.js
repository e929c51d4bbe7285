// The way out of one room: one act on its way at a time.

const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 30_000;
const JITTER_MS = 500;

/** Pure: time and dice are given. */
export class Lane {
  /** The nonce of the act that is on its way, or null. */
  nonce = null;

  #timers;
  #random;
  #proceed;
  #timer = null;
  #attempts = 0;

  /** @param {object} parts  timers, random, and `proceed`: called when the lane is free again */
  constructor({ timers, random, proceed }) {
    this.#timers = timers;
    this.#random = random;
    this.#proceed = proceed;
  }

  get isFree() {
    return this.#timer === null;
  }

  /** Nothing else leaves this lane until the answer comes, or for so long. */
  occupy(ms, nonce = null) {
    this.clear();
    const again = () => {
      this.clear();
      this.#proceed();
    };
    this.nonce = nonce;
    this.#timer = this.#timers.set(again, ms);
  }

  /** The server asks for patience: for so many seconds, or longer each time. */
  pause(retryAfter) {
    const backoff = Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    const wait = retryAfter === null ? backoff : retryAfter * 1_000;
    this.occupy(wait + this.#random() * JITTER_MS, this.nonce);
  }

  /** It goes well: the next pause is a short one again. */
  succeed() {
    this.#attempts = 0;
  }

  /** The way out is a new one. */
  reset() {
    this.succeed();
    this.clear();
  }

  clear() {
    if (this.#timer !== null) this.#timers.clear(this.#timer);
    this.nonce = null;
    this.#timer = null;
  }
}
