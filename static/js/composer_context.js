// The line above the composer: which message is answered or changed, and the way out of it.

import { ref } from "./dom.js";

export class ComposerContext {
  #composer;
  #bar;
  #people;
  #sentences;

  /** @param {object} parts  composer, bar (the element), people, sentences */
  constructor({ composer, bar, people, sentences }) {
    this.#composer = composer;
    this.#bar = bar;
    this.#people = people;
    this.#sentences = sentences;
    composer.addEventListener("draft", () => this.#show());
    ref("context-cancel", bar).addEventListener("click", () => composer.cancel());
    this.#show();
  }

  #show() {
    const { reply, editing } = this.#composer.draft;
    this.#bar.hidden = !reply && !editing;
    if (editing) this.#say(this.#sentences.say("editing"), editing.original);
    else if (reply) this.#say(this.#replyingTo(reply), reply.excerpt);
  }

  #replyingTo({ author }) {
    return this.#sentences.say("replying_to", { name: this.#people.shownName(author) });
  }

  #say(deed, excerpt) {
    ref("context-deed", this.#bar).textContent = deed;
    ref("context-excerpt", this.#bar).textContent = excerpt;
  }
}
