// The emoji under a message: templates/chat/_reaction.html, one for each emoji.

import { clone, place, ref } from "../lib/dom.js";

export class ReactionsView {
  #person;
  #people;
  #mayReact;

  /** @param {object} parts  person (whose page it is), people, `mayReact` (asked each time) */
  constructor({ person, people, mayReact }) {
    this.#person = person;
    this.#people = people;
    this.#mayReact = mayReact;
  }

  /** Whether one may react now. */
  get isOpen() {
    return this.#mayReact();
  }

  /** Show these reactions; a button that stays keeps its focus. */
  show(list, reactions) {
    list.hidden = reactions.length === 0;
    const kept = new Map([...list.children].map((item) => [emojiOf(item), item]));
    place(list, reactions.map((reaction) => this.#item(kept, reaction)));
  }

  #item(kept, { emoji, people }) {
    const item = kept.get(emoji) ?? clone("reaction-template");
    const button = ref("reaction", item);
    button.dataset.emoji = emoji;
    button.disabled = !this.isOpen;
    button.setAttribute("aria-pressed", String(people.some(({ id }) => id === this.#person.id)));
    ref("emoji", item).textContent = emoji;
    ref("count", item).textContent = people.length;
    ref("people", item).replaceChildren(...people.flatMap((person) => this.#name(person)));
    return item;
  }

  /** The space keeps the names apart where they are read out in one breath. */
  #name(person) {
    const name = document.createElement("span");
    name.className = "reaction__person";
    name.textContent = this.#people.shownName(person);
    return [name, " "];
  }
}

function emojiOf(item) {
  return ref("reaction", item).dataset.emoji;
}
