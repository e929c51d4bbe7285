// The line that says that nobody can write for a time, and why.

import { ref } from "../lib/dom.js";

const SPREAD_MS = 2_000;

/** Tells `over` when people may write again: not on all pages in the same moment. */
export class Maintenance extends EventTarget {
  #line;
  #timers;
  #random;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.line
   * @param {{set: function}} parts.timers
   * @param {function(): number} [parts.random]
   */
  constructor({ line, timers, random = Math.random }) {
    super();
    this.#line = line;
    this.#timers = timers;
    this.#random = random;
  }

  /** Take a frame; `welcome` says how it stands, and without a word that all may write. */
  receive({ type, text = "", maintenance = "" }) {
    if (type === "welcome") this.#show(maintenance);
    if (type === "maintenance") this.#show(text);
  }

  #show(sentence) {
    const wasShown = !this.#line.hidden;
    this.#line.hidden = !sentence;
    ref("maintenance-words", this.#line).textContent = sentence;
    if (wasShown && !sentence) this.#timers.set(() => this.#tellOver(), this.#random() * SPREAD_MS);
  }

  #tellOver() {
    this.dispatchEvent(new Event("over"));
  }
}
