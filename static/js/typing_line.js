// The line above the composer that says who is writing; it is always there, mostly empty.

import { setText } from "./dom.js";

export class TypingLine {
  #line;
  #people;
  #sentences;

  /** @param {{line: HTMLElement, people: People, sentences: Sentences}} parts */
  constructor({ line, people, sentences }) {
    this.#line = line;
    this.#people = people;
    this.#sentences = sentences;
  }

  /** @param {Person[]} writers  in the order in which they began */
  show(writers) {
    setText(this.#line, this.#words(writers.map((person) => this.#people.shownName(person))));
  }

  #words([name, other, ...more]) {
    if (!name) return "";
    if (!other) return this.#sentences.say("typing_one", { name });
    if (more.length === 0) return this.#sentences.say("typing_two", { name, other });
    return this.#sentences.say("typing_many", { name, count: more.length + 1 });
  }
}
