// A short word about what was just done, read out and gone after a moment.

const SHOWN_MS = 4_000;

export class Toast {
  #place;
  #strings;
  #timer = null;

  /** @param {HTMLElement} place  a live region */
  constructor(place, strings) {
    this.#place = place;
    this.#strings = strings;
  }

  /** @param {string} name  of a sentence */
  say(name) {
    this.tell(this.#strings.say(name));
  }

  /** @param {string} words  that the server has chosen */
  tell(words) {
    clearTimeout(this.#timer);
    this.#place.textContent = words;
    this.#timer = setTimeout(() => this.#place.replaceChildren(), SHOWN_MS);
  }
}
