// The browser's clock and timers, behind the three words that tests replace.

export class BrowserTimers {
  set(task, ms) {
    return setTimeout(task, ms);
  }

  clear(timer) {
    clearTimeout(timer);
  }

  /** Milliseconds since 1970. */
  now() {
    return Date.now();
  }
}
