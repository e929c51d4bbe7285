// The two buttons over the messages: to the latest, and back to those that were passed over unread.

import { ref, setText } from "../lib/dom.js";
import { shownCount } from "../lib/strings.js";

const FAR_SCREENS = 1.5;

/** Leads to the latest messages. */
export class LatestButton {
  #button;
  #strings;

  constructor(button, strings) {
    this.#button = button;
    this.#strings = strings;
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
    if (unseen === 0) return this.#strings.say("latest");
    return this.#strings.count("new", unseen, { count: shownCount(unseen) });
  }
}

/** Leads back to what was passed over unread. */
export class UnreadButton {
  #button;
  #strings;
  #localTime;

  /** @param {object} parts  button, strings, localTime */
  constructor({ button, strings, localTime }) {
    this.#button = button;
    this.#strings = strings;
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
    if (count === 0) return this.#strings.say("back_to_unread");
    const shown = shownCount(count);
    if (!since) return this.#strings.count("new", count, { count: shown });
    const values = { count: shown, time: this.#localTime.moment(since) };
    return this.#strings.count("new_since", count, values);
  }
}
