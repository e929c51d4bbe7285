// Time that nobody can set: the server's, and how long something takes.

/**
 * The server's time: what the clock of this computer says decides nothing. Pure: between two words
 * of the server, time is counted by what nobody can set.
 */
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

/** The browser's clock and timers, behind the three words that tests replace. */
export class BrowserTimers {
  #wall = Date.now();
  #ticks = performance.now();
  #now = this.#wall;

  set(task, ms) {
    return setTimeout(task, ms);
  }

  clear(timer) {
    clearTimeout(timer);
  }

  /**
   * Milliseconds since about 1970, for telling how long something takes. They never run backwards,
   * when somebody sets the clock, and never stand still, as ticks do while the computer sleeps.
   */
  now() {
    const [wall, ticks] = [Date.now(), performance.now()];
    this.#now += Math.max(wall - this.#wall, ticks - this.#ticks);
    [this.#wall, this.#ticks] = [wall, ticks];
    return Math.round(this.#now);
  }
}
