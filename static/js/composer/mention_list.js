// Offers the people one may mean while writing @name.

import { fillAvatar } from "../people/avatar.js";
import { clone, ref } from "../lib/dom.js";
import { isComposing } from "../lib/keyboard.js";
import { mentionAt, withMention } from "./mention_query.js";

const PAUSE_MS = 120;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const CHOOSING = new Set(["Enter", "Tab"]);
const GROUPS = ["all", "here"];

export class MentionList {
  #body;
  #list;
  #url;
  #people;
  #strings;
  #mention = null;
  #active = 0;
  #timer = null;

  /** @param {object} parts  body (the field), list (the element), url, people, strings */
  constructor({ body, list, url, people, strings }) {
    this.#body = body;
    this.#list = list;
    this.#url = url;
    this.#people = people;
    this.#strings = strings;
    body.setAttribute("aria-autocomplete", "list");
    body.addEventListener("input", () => this.#look());
    // Before the composer hears of it, for which the same keys send and leave.
    body.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    body.addEventListener("blur", () => this.#close());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#clicked(event));
    people.addEventListener("change", () => !list.hidden && this.#look());
  }

  get #options() {
    return [...this.#list.children];
  }

  #look() {
    this.#mention = mentionAt(this.#body.value, this.#body.selectionStart);
    clearTimeout(this.#timer);
    if (!this.#mention) return this.#close();
    this.#timer = setTimeout(() => this.#ask(this.#mention), PAUSE_MS);
  }

  async #ask(mention) {
    const people = await this.#fetch(mention.query);
    if (mention !== this.#mention) return;
    const groups = GROUPS.filter((name) => name.startsWith(mention.query.toLowerCase()));
    this.#open([
      ...people.map((person) => this.#personOption(person)),
      ...groups.map((name) => this.#groupOption(name)),
    ]);
  }

  /** Without an answer one writes the name oneself. */
  async #fetch(query) {
    try {
      const answer = await fetch(`${this.#url}?${new URLSearchParams({ q: query })}`);
      const { people } = answer.ok ? await answer.json() : { people: [] };
      return people.filter((person) => !this.#people.isClosed(person));
    } catch {
      return [];
    }
  }

  #personOption(person) {
    const option = this.#option(person.username, this.#people.shownName(person));
    fillAvatar(ref("avatar", option), this.#people.of(person), this.#people.shownName(person));
    return option;
  }

  #groupOption(name) {
    const option = this.#option(name, this.#strings.say(`mention_${name}`));
    ref("avatar", option).className = "avatar avatar--group";
    ref("avatar", option).textContent = "@";
    return option;
  }

  #option(username, name) {
    const option = clone("person-template");
    option.id = `mention-${username}`;
    option.dataset.username = username;
    ref("name", option).textContent = name;
    ref("username", option).textContent = `@${username}`;
    return option;
  }

  #open(options) {
    if (options.length === 0) return this.#close();
    this.#list.replaceChildren(...options);
    this.#list.hidden = false;
    this.#body.setAttribute("role", "combobox");
    this.#body.setAttribute("aria-expanded", "true");
    this.#body.setAttribute("aria-controls", this.#list.id);
    this.#choose(0);
  }

  #close() {
    this.#mention = null;
    if (this.#list.hidden) return;
    this.#list.hidden = true;
    const names = ["role", "aria-expanded", "aria-controls", "aria-activedescendant"];
    for (const name of names) this.#body.removeAttribute(name);
  }

  #choose(place) {
    const count = this.#options.length;
    this.#active = (place + count) % count;
    this.#options.forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === this.#active));
    });
    const active = this.#options[this.#active];
    active.scrollIntoView({ block: "nearest" });
    this.#body.setAttribute("aria-activedescendant", active.id);
  }

  #pressed(event) {
    if (this.#list.hidden || isComposing(event)) return;
    const { key, shiftKey } = event;
    if (key in STEPS) this.#choose(this.#active + STEPS[key]);
    else if (CHOOSING.has(key) && !shiftKey) this.#insert(this.#options[this.#active]);
    else if (key === "Escape") this.#close();
    else return;
    event.preventDefault();
  }

  #clicked({ target }) {
    const option = target.closest("[role='option']");
    if (option) this.#insert(option);
  }

  #insert({ dataset }) {
    const { text, caret } = withMention(this.#body.value, this.#mention, dataset.username);
    this.#body.value = text;
    this.#body.setSelectionRange(caret, caret);
    this.#close();
    this.#body.dispatchEvent(new Event("input", { bubbles: true }));
    this.#body.focus();
  }
}
