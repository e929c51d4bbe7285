// Whose turn it is to send: one window of a person at a time.

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
