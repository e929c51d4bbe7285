// The line above the composer: which message is answered or changed, and the way out of it.

import { ref, setText } from "../lib/dom.js";
import { excerptOf } from "../timeline/message_text.js";

export class ComposerContext {
  #composer;
  #bar;
  #people;
  #blocks;
  #strings;

  /** @param {object} parts  composer, bar (the element), people, blocks, strings */
  constructor({ composer, bar, people, blocks, strings }) {
    this.#composer = composer;
    this.#bar = bar;
    this.#people = people;
    this.#blocks = blocks;
    this.#strings = strings;
    composer.addEventListener("draft", () => this.#show());
    for (const known of [people, blocks]) known.addEventListener("change", () => this.#show());
    ref("context-cancel", bar).addEventListener("click", () => composer.cancel());
    this.#show();
  }

  #show() {
    const { draft, subject, isAlone } = this.#composer;
    this.#bar.hidden = draft.subject === null;
    this.#bar.classList.toggle("composer__context--changed", isAlone || this.#composer.isOvertaken);
    if (draft.subject === null) return;
    setText(ref("context-deed", this.#bar), this.#deed());
    setText(ref("context-excerpt", this.#bar), subject ? this.#excerpt(subject) : "");
  }

  #deed() {
    const { draft, subject, isAlone, isOvertaken } = this.#composer;
    const what = draft.editing ? "editing" : "replying";
    if (isAlone) return this.#strings.say(`${what}_gone`);
    if (isOvertaken) return this.#strings.say("editing_overtaken");
    if (draft.editing || !subject) return this.#strings.say(what);
    return this.#strings.say("replying_to", { name: this.#people.shownName(subject.author) });
  }

  #excerpt({ author, body }) {
    return this.#blocks.has(author.id) ? this.#strings.say("blocked_message") : excerptOf(body);
  }
}
