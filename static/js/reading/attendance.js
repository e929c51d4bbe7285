// Whether somebody is at this window: what nobody looks at is not read.

const SIGNS = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchmove", "focus"];

/** Whoever has not moved a finger for so long may have left: a full screen takes about this long. */
export const AWAY_MS = 2 * 60_000;

/** Tells `return` when somebody is there again. Pure. */
export class Attendance extends EventTarget {
  #isSeen;
  #timers;
  #touchedAt;

  /**
   * @param {object} parts
   * @param {function(): boolean} parts.isSeen  whether the window is visible and has the focus
   * @param {{now: function(): number}} parts.timers
   */
  constructor({ isSeen, timers }) {
    super();
    this.#isSeen = isSeen;
    this.#timers = timers;
    this.#touchedAt = timers.now();
  }

  /** Whether somebody is there now. */
  get isThere() {
    return this.#isSeen() && !this.#isIdle;
  }

  /** Somebody has moved, typed, scrolled or come back to the window. */
  touch() {
    const wasIdle = this.#isIdle;
    this.#touchedAt = this.#timers.now();
    if (wasIdle) this.dispatchEvent(new Event("return"));
  }

  get #isIdle() {
    return this.#timers.now() - this.#touchedAt >= AWAY_MS;
  }
}

/** Call this at each sign that somebody is at the page. */
export function onTouch(touched) {
  for (const name of SIGNS) addEventListener(name, touched, { passive: true, capture: true });
}
