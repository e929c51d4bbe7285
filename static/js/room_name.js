// The open room's name within sentences: at the composer and where the room begins.

import { find, ref, setText } from "./dom.js";

export class RoomName {
  #sentences;

  /** @param {Sentences} sentences */
  constructor(sentences) {
    this.#sentences = sentences;
  }

  /**
   * @param {string} title  what the reader calls the room
   * @param {{kind: string}} room
   */
  show(title, { kind }) {
    const words = this.#sentences.say("message_to", { room: title });
    setText(ref("composer-label"), words);
    if (ref("body").placeholder !== words) ref("body").placeholder = words;
    const begins = kind === "direct" ? "begins_direct" : "begins";
    this.#begin(this.#sentences.say(begins, { room: title }));
  }

  /** The line that stands there, and the one that later drawings are made from. */
  #begin(words) {
    const lines = [find("begins"), find("begins", ref("start-template").content)];
    for (const line of lines.filter(Boolean)) setText(line, words);
  }
}
