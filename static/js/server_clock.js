// The server's time: what the clock of this computer says decides nothing.

/** Pure: between two words of the server, time is counted by what nobody can set. */
export class ServerClock {
  #ticks;
  #ahead;

  /**
   * @param {string} now  what the page says, an ISO 8601 moment
   * @param {function(): number} [ticks]  milliseconds that pass, from any beginning
   */
  constructor(now, ticks = () => performance.now()) {
    this.#ticks = ticks;
    this.#hear(now);
  }

  /** Take a frame: ticks may have stood still while the computer slept, and pages may be old. */
  receive({ now }) {
    if (now !== undefined) this.#hear(now);
  }

  /** Return the milliseconds since 1970. */
  now() {
    return Math.round(this.#ticks() + this.#ahead);
  }

  /** Return the milliseconds until this moment; negative when it is over. */
  until(moment) {
    return Date.parse(moment) - this.now();
  }

  #hear(now) {
    this.#ahead = Date.parse(now) - this.#ticks();
  }
}
