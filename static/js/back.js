// The button above the messages that leads back to those that were passed over unread.

import { ref, setText } from "./dom.js";
import { shownCount } from "./shown_count.js";

export class Back {
  #button;
  #sentences;
  #localTime;

  /** @param {object} parts  button, sentences, localTime */
  constructor({ button, sentences, localTime }) {
    this.#button = button;
    this.#sentences = sentences;
    this.#localTime = localTime;
  }

  /**
   * @param {object} place  count (what is still unread), and
   * @param {boolean} place.isMissed  whether something unread was passed over and is out of view
   * @param {string} [place.since]  when the first of it was written, if that is known
   */
  show({ isMissed, count, since }) {
    this.#button.hidden = !isMissed;
    if (isMissed) setText(ref("back-words", this.#button), this.#words(count, since));
  }

  #words(count, since) {
    if (count === 0) return this.#sentences.say("back_to_unread");
    const shown = shownCount(count);
    if (!since) return this.#sentences.count("new", count, { count: shown });
    const values = { count: shown, time: this.#localTime.moment(since) };
    return this.#sentences.count("new_since", count, values);
  }
}
