// How often each act was sent for nothing.

const TRIES_MAX = 5;

/** What can never be stored must not hold up for ever what waits behind it. Pure. */
export class Tries {
  #counts = new Map();

  /** Count one more that came to nothing. Returns whether it is enough. */
  fail(nonce) {
    const count = (this.#counts.get(nonce) ?? 0) + 1;
    this.#counts.set(nonce, count);
    return count >= TRIES_MAX;
  }

  /** It is over, or begins anew. */
  forget(nonce) {
    this.#counts.delete(nonce);
  }
}
