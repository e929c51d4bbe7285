// The small mark at somebody's picture: filled for here, hollow for idle, none otherwise.

import { find } from "./dom.js";

export class PresenceDot {
  #presence;
  #sentences;

  /** @param {{presence: Presence, sentences: Sentences}} parts */
  constructor({ presence, sentences }) {
    this.#presence = presence;
    this.#sentences = sentences;
  }

  /**
   * Show on this picture how the person is, in words as well.
   *
   * @param {HTMLElement} face  what holds the avatar
   * @param {Person|null} person  null: of nobody
   */
  show(face, person) {
    const state = person === null ? null : this.#presence.of(person);
    const dot = find("presence", face) ?? face.appendChild(made());
    dot.hidden = state === null || state === "away";
    dot.className = `presence presence--${state}`;
    const words = state === null ? "" : this.#sentences.say(`presence_${state}`);
    if (dot.firstChild.textContent !== words) dot.firstChild.textContent = words;
    face.title = words;
  }
}

function made() {
  const dot = document.createElement("span");
  dot.dataset.ref = "presence";
  const words = document.createElement("span");
  words.className = "visually-hidden";
  dot.append(words);
  return dot;
}
