// Everything one may do with a message: templates/chat/_message_menu.html.

import { allowedActs } from "./allowed.js";
import { find, ref } from "../lib/dom.js";
import { makeClosable, showBeside } from "../lib/floating.js";
import { followArrow } from "../lib/keyboard.js";

/** Tells `act`: its `detail` has `name`, `message`, `anchor` (a DOMRect) and perhaps `emoji`. */
export class MessageMenu extends EventTarget {
  #dialog;
  #page;
  #people;
  #messageOf;
  #id = null;
  #anchor = null;

  /**
   * @param {object} parts  dialog, page ({person, membership, acts, …}), people, and
   * @param {function(number): Message|undefined} parts.messageOf  gives the message with an id as it is
   */
  constructor({ dialog, page, people, messageOf }) {
    super();
    this.#dialog = dialog;
    this.#page = page;
    this.#people = people;
    this.#messageOf = messageOf;
    dialog.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    dialog.addEventListener("keydown", (event) => followArrow(event, this.#buttons));
    makeClosable(dialog);
  }

  get #buttons() {
    return [...this.#dialog.querySelectorAll("button")];
  }

  /**
   * @param {Message} message
   * @param {DOMRect} anchor  beside what it opens, where there is room for that
   */
  open(message, anchor) {
    this.#id = message.id;
    this.#anchor = anchor;
    this.#ask(false);
    this.#offer(message);
    showBeside(this.#dialog, anchor);
  }

  /** What may be done changes with the message, its room and who its reader is there. */
  refresh() {
    if (!this.#dialog.open) return;
    const message = this.#messageOf(this.#id);
    if (!message) return this.#dialog.close();
    this.#offer(message);
    if (!ref("menu-question", this.#dialog).hidden) this.#askStill(message);
    this.#keepFocus();
  }

  /** A button that goes away must not take the focus with it. */
  #keepFocus() {
    const focused = this.#buttons.find((button) => button === document.activeElement);
    if (focused && !isShown(focused)) this.#buttons.find(isShown)?.focus();
  }

  #offer(message) {
    const allowed = allowedActs(message, this.#page);
    for (const part of this.#dialog.querySelectorAll("[data-act]")) {
      part.hidden = !allowed.includes(part.dataset.act);
    }
    ref("quick", this.#dialog).hidden = !allowed.includes("react");
    this.#listReactors(message.reactions);
  }

  /** What is gone already is not asked about. */
  #askStill(message) {
    if (!allowedActs(message, this.#page).includes("delete")) this.#ask(false);
  }

  #listReactors(reactions) {
    ref("reactors", this.#dialog).hidden = reactions.length === 0;
    const list = new Intl.ListFormat(document.documentElement.lang, { style: "narrow" });
    const lines = reactions.map(({ emoji, people }) => {
      const line = document.createElement("li");
      const names = people.map((person) => this.#people.shownName(person));
      line.textContent = `${emoji}  ${list.format(names)}`;
      return line;
    });
    ref("reactor-list", this.#dialog).replaceChildren(...lines);
  }

  #pressed(button) {
    if (!button) return;
    const { act, emoji, ref: name } = button.dataset;
    if (act === "delete") return this.#ask(true);
    this.#dialog.close();
    if (emoji) this.#tell("react", emoji);
    if (name === "more-emoji") this.#tell("react");
    if (name === "delete") this.#tell("delete");
    if (act) this.#tell(act);
  }

  /** What cannot be brought back is asked once. */
  #ask(isAsking) {
    ref("menu-acts", this.#dialog).hidden = isAsking;
    ref("menu-question", this.#dialog).hidden = !isAsking;
    if (isAsking) find("keep", this.#dialog).focus();
  }

  #tell(name, emoji) {
    const message = this.#messageOf(this.#id);
    if (!message) return;
    const detail = { name, message, anchor: this.#anchor, emoji };
    this.dispatchEvent(new CustomEvent("act", { detail }));
  }
}

function isShown(button) {
  return button.offsetParent !== null;
}
