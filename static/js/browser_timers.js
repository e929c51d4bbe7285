// The browser's clock and timers, behind the three words that tests replace.

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
