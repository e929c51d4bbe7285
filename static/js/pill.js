// The button above the composer that leads to the latest messages.

import { ref, setText } from "./dom.js";
import { shownCount } from "./shown_count.js";

const FAR_SCREENS = 1.5;

export class Pill {
  #button;
  #sentences;

  constructor(button, sentences) {
    this.#button = button;
    this.#sentences = sentences;
  }

  /**
   * @param {object} place  unseen (messages further down), isAtEnd, and
   * @param {number} place.screens  how far from the end, in heights of what is in view
   */
  show({ unseen, isAtEnd, screens }) {
    this.#button.hidden = isAtEnd || (unseen === 0 && screens < FAR_SCREENS);
    if (this.#button.hidden) return;
    setText(ref("pill-words", this.#button), this.#words(unseen));
  }

  #words(unseen) {
    if (unseen === 0) return this.#sentences.say("latest");
    return this.#sentences.count("new", unseen, { count: shownCount(unseen) });
  }
}
