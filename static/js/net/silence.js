// How long nothing may be heard, by the clock: long timers stand still while a computer sleeps.

const TICK_MS = 5_000;

/** Pure: time is given. */
export class Silence {
  #timers;
  #end;
  #timer = null;
  #since = 0;
  #most = Infinity;

  /** @param {{timers: object, end: function}} parts  `end` is called when it lasted too long */
  constructor({ timers, end }) {
    this.#timers = timers;
    this.#end = end;
  }

  /** Whether it has lasted too long, even if no timer has told yet. */
  get isOver() {
    return this.#timers.now() >= this.#since + this.#most;
  }

  /** Something was heard; from now on so many ms are allowed. */
  begin(ms) {
    this.#since = this.#timers.now();
    this.#most = ms;
    this.#listen();
  }

  stop() {
    this.#timers.clear(this.#timer);
    this.#most = Infinity;
  }

  #listen() {
    this.#timers.clear(this.#timer);
    if (this.isOver) return this.#end();
    const now = this.#timers.now();
    // A clock that was set back must not make it longer.
    this.#since = Math.min(this.#since, now);
    const rest = this.#since + this.#most - now;
    this.#timer = this.#timers.set(() => this.#listen(), Math.min(rest, TICK_MS));
  }
}
