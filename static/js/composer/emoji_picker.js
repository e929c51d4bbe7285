// Lets one choose any emoji: templates/chat/_emoji_picker.html.

import { ref } from "../lib/dom.js";
import { EmojiIndex } from "./emoji_index.js";
import { makeClosable, showBeside } from "../lib/floating.js";
import { followArrow, isComposing } from "../lib/keyboard.js";

const FIRST_GROUP = 0;

export class EmojiPicker {
  #dialog;
  #recent;
  #language;
  #index = null;
  #chosen = null;

  /** @param {object} parts  dialog, recent (a RecentEmoji), language */
  constructor({ dialog, recent, language }) {
    this.#dialog = dialog;
    this.#recent = recent;
    this.#language = language;
    ref("emoji-search", dialog).addEventListener("input", () => this.#search());
    ref("emoji-search", dialog).addEventListener("keydown", (event) => this.#takeFirst(event));
    ref("emoji-tabs", dialog).addEventListener("click", ({ target }) => this.#turnTo(target));
    ref("emoji-grid", dialog).addEventListener("click", ({ target }) => this.#choose(target));
    dialog.addEventListener("keydown", (event) => this.#pressed(event));
    makeClosable(dialog);
  }

  /**
   * Open beside the anchor.
   *
   * @param {DOMRect} anchor
   * @returns {Promise<string|null>} the chosen emoji, or null
   */
  async pick(anchor) {
    this.#chosen = null;
    ref("emoji-search", this.#dialog).value = "";
    const closed = new Promise((resolve) => {
      this.#dialog.addEventListener("close", resolve, { once: true });
    });
    showBeside(this.#dialog, anchor);
    // On a phone the keyboard would take half of the place.
    if (matchMedia("(pointer: coarse)").matches) ref("emoji-grid", this.#dialog).focus();
    await this.#load();
    await closed;
    if (this.#chosen) this.#recent.add(this.#chosen);
    return this.#chosen;
  }

  get #tabs() {
    return [...ref("emoji-tabs", this.#dialog).children];
  }

  get #buttons() {
    return [...ref("emoji-grid", this.#dialog).children];
  }

  async #load() {
    this.#say(null);
    try {
      this.#index ??= new EmojiIndex(await this.#fetch(), this.#language);
      this.#showGroup(this.#recent.all.length ? "recent" : String(FIRST_GROUP));
    } catch (error) {
      console.warn("The emoji were not loaded:", error);
      this.#say("emoji-failed");
    }
  }

  async #fetch() {
    const answer = await fetch(this.#dialog.dataset.url);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  }

  #turnTo(target) {
    const { group } = target.dataset;
    if (!group || !this.#index) return;
    ref("emoji-search", this.#dialog).value = "";
    this.#showGroup(group);
  }

  #showGroup(group) {
    const isRecent = group === "recent";
    const { all } = this.#recent;
    this.#show(isRecent ? this.#index.named(all) : this.#index.group(Number(group)));
    for (const tab of this.#tabs) {
      tab.setAttribute("aria-pressed", String(tab.dataset.group === group));
    }
  }

  #search() {
    if (!this.#index) return;
    const text = ref("emoji-search", this.#dialog).value;
    if (!text.trim()) return this.#showGroup(String(FIRST_GROUP));
    for (const tab of this.#tabs) tab.setAttribute("aria-pressed", "false");
    const found = this.#index.search(text);
    this.#show(found);
    this.#say(found.length ? null : "emoji-none");
  }

  #show(emoji) {
    this.#say(null);
    ref("emoji-grid", this.#dialog).replaceChildren(...emoji.map(buttonFor));
    ref("emoji-grid", this.#dialog).scrollTop = 0;
  }

  #say(name) {
    const words = name ? ref(name, this.#dialog).content.textContent : "";
    ref("emoji-note", this.#dialog).textContent = words;
  }

  #takeFirst(event) {
    if (isComposing(event) || event.key !== "Enter") return;
    event.preventDefault();
    if (event.target.value) this.#choose(this.#buttons[0]);
  }

  /** In the search field the arrows to the sides move through the text. */
  #pressed(event) {
    if (event.target !== ref("emoji-search", this.#dialog)) {
      return followArrow(event, [...this.#tabs, ...this.#buttons]);
    }
    if (event.key !== "ArrowDown" || isComposing(event)) return;
    event.preventDefault();
    this.#buttons[0]?.focus();
  }

  #choose(target) {
    if (!target?.dataset.emoji) return;
    this.#chosen = target.dataset.emoji;
    this.#dialog.close();
  }
}

function buttonFor({ emoji, name }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "menu__emoji";
  button.dataset.emoji = emoji;
  button.title = name;
  button.setAttribute("aria-label", name);
  button.textContent = emoji;
  return button;
}
