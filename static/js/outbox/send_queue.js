// The way out of one room: one act on its way at a time.

const PATIENCE_MS = 15_000;
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 30_000;
const JITTER_MS = 500;

/** Pure: time and dice are given. */
export class SendQueue {
  /** The nonce of the act that is on its way, or null. */
  nonce = null;

  #timers;
  #random;
  #proceed;
  #ignored;
  #timer = null;
  #attempts = 0;

  /**
   * @param {object} parts  timers, random, and
   * @param {function(): void} parts.proceed  called when the queue is free again
   * @param {function(string): void} parts.ignored  called with the nonce of what got no answer
   */
  constructor({ timers, random, proceed, ignored }) {
    this.#timers = timers;
    this.#random = random;
    this.#proceed = proceed;
    this.#ignored = ignored;
  }

  get isFree() {
    return this.#timer === null;
  }

  /** Nothing else leaves this queue until the answer comes, or for so long. */
  occupy(nonce) {
    this.#wait(PATIENCE_MS, nonce, () => {
      this.#ignored(nonce);
      this.#proceed();
    });
  }

  /** The server asks for patience: for so many seconds, or longer each time. */
  pause(retryAfter) {
    const backoff = Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    const wait = retryAfter === null ? backoff : retryAfter * 1_000;
    this.#wait(wait + this.#random() * JITTER_MS, this.nonce, this.#proceed);
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

  #wait(ms, nonce, then) {
    this.clear();
    this.nonce = nonce;
    this.#timer = this.#timers.set(() => {
      this.clear();
      then();
    }, ms);
  }
}
