// What a reply answers, above its text: templates/chat/_quote.html.

import { ref } from "../lib/dom.js";
import { goneName } from "./message_text.js";

export class QuoteView {
  #people;
  #blocks;
  #strings;
  #address;

  /** @param {object} parts  people, blocks, strings, and `address`: the permanent link of a seq */
  constructor({ people, blocks, strings, address }) {
    this.#people = people;
    this.#blocks = blocks;
    this.#strings = strings;
    this.#address = address;
  }

  /**
   * @param {HTMLAnchorElement} link
   * @param {{seq: number, author: object|null, excerpt: string, state: string,
   *   gone: string|null}|null} quote
   */
  show(link, quote) {
    link.hidden = quote === null;
    if (quote === null) return;
    this.#lead(link, quote);
    const author = ref("quote-author", link);
    author.hidden = quote.author === null;
    author.textContent = quote.author ? this.#people.shownName(quote.author) : "";
    ref("quote-text", link).textContent = this.#text(quote);
  }

  /** What stands before one's time cannot be gone to. */
  #lead(link, { seq, state }) {
    link.dataset.seqOf = seq;
    if (state === "hidden") link.removeAttribute("href");
    else link.href = this.#address(seq);
  }

  /** Whom one does not want to read one does not read in other people's replies. */
  #text({ state, gone, author, excerpt }) {
    if (author && this.#blocks.has(author.id)) return this.#strings.say("blocked_message");
    if (state === "shown") return excerpt;
    return this.#strings.say(state === "deleted" ? goneName(gone) : "hidden");
  }
}
