// The button above the composer that leads to the latest messages.

import { ref } from "./dom.js";

const FAR_SCREENS = 1.5;

export class Pill {
  #button;
  #sentences;

  constructor(button, sentences) {
    this.#button = button;
    this.#sentences = sentences;
  }

  /**
   * @param {object} place  unseen (messages), isAtEnd, and
   * @param {number} place.screens  how far from the end, in heights of what is in view
   */
  show({ unseen, isAtEnd, screens }) {
    this.#button.hidden = isAtEnd || (unseen === 0 && screens < FAR_SCREENS);
    if (this.#button.hidden) return;
    const words = unseen > 0 ? this.#sentences.count("new", unseen) : this.#sentences.say("latest");
    if (this.#words.textContent !== words) this.#words.textContent = words;
  }

  get #words() {
    return ref("pill-words", this.#button);
  }
}
