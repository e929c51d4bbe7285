// Ctrl+K: jump to a room or a person by typing some of the name.

import { ranked } from "./destinations.js";
import { clone, ref, setText } from "../lib/dom.js";
import { openModal } from "../lib/floating.js";
import { isComposing } from "../lib/keyboard.js";

const SHOWN_MAX = 8;

export class Switcher {
  #dialog;
  #input;
  #list;
  #items;
  #chosen = 0;

  /**
   * @param {object} parts
   * @param {HTMLDialogElement} parts.dialog
   * @param {function(): {kind: string, names: string[], note: string, url: string}[]} parts.items
   */
  constructor({ dialog, items }) {
    this.#dialog = dialog;
    this.#items = items;
    this.#input = ref("switcher-words", dialog);
    this.#list = ref("switcher-list", dialog);
    this.#input.addEventListener("input", () => this.#search());
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    addEventListener("keydown", (event) => this.#called(event));
  }

  /** Ask where to go. */
  open() {
    if (this.#dialog.open) return;
    this.#input.value = "";
    openModal(this.#dialog);
    this.#search();
  }

  /** Somebody or something is called otherwise now: say so while it is open. */
  refresh() {
    if (!this.#dialog.open) return;
    const chosen = this.#chosen;
    this.#search();
    this.#choose(Math.min(chosen, this.#list.children.length - 1));
  }

  #called(event) {
    if (isComposing(event) || event.shiftKey || event.altKey) return;
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.open();
  }

  #search() {
    const found = ranked(this.#items(), this.#input.value, SHOWN_MAX);
    this.#list.replaceChildren(...found.map((item, place) => this.#option(item, place)));
    ref("switcher-none", this.#dialog).hidden = found.length > 0;
    this.#choose(0);
  }

  #option({ kind, names, note, url }, place) {
    const option = clone("switcher-template");
    option.id = `switcher-${place}`;
    const link = ref("switcher-link", option);
    link.href = url;
    link.dataset.kind = kind;
    setText(ref("name", link), names[0]);
    setText(ref("note", link), note);
    return option;
  }

  #pressed(event) {
    if (isComposing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#choose(this.#chosen + step);
    if (event.key === "Enter") this.#go();
    if (step || event.key === "Enter") event.preventDefault();
  }

  #choose(place) {
    const options = [...this.#list.children];
    this.#chosen = options.length ? (place + options.length) % options.length : 0;
    const chosen = options[this.#chosen];
    for (const option of options) option.setAttribute("aria-selected", String(option === chosen));
    if (chosen) this.#input.setAttribute("aria-activedescendant", chosen.id);
    else this.#input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  #go() {
    const chosen = this.#list.children[this.#chosen];
    if (chosen) ref("switcher-link", chosen).click();
  }
}
