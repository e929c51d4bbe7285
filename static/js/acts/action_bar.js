// The few acts beside the message under the pointer or with the focus.

import { allowedActs } from "./allowed.js";
import { clone } from "../lib/dom.js";
import { followArrow } from "../lib/keyboard.js";

/** Tells `act`: its `detail` has `name` (an act, or "more"), `message` and `anchor` (a DOMRect). */
export class ActionBar extends EventTarget {
  #page;
  #messageOf;
  #bar = clone("actions-template");

  /**
   * @param {object} parts  list (the timeline's element), page ({person, membership}), and
   * @param {function(HTMLElement): Message|undefined} parts.messageOf
   */
  constructor({ list, page, messageOf }) {
    super();
    this.#page = page;
    this.#messageOf = messageOf;
    list.addEventListener("pointerover", (event) => this.#pointed(event));
    list.addEventListener("pointerleave", () => this.#left());
    list.addEventListener("focusin", ({ target }) => this.#show(target));
    list.addEventListener("focusout", ({ relatedTarget }) => this.#left(relatedTarget));
    this.#bar.addEventListener("click", ({ target }) => this.#pressed(target));
    // Whoever presses it with a pointer goes on writing where they were.
    this.#bar.addEventListener("mousedown", (event) => event.preventDefault());
    this.#bar.addEventListener("keydown", (event) => followArrow(event, [...this.#bar.children]));
  }

  /** The message may be another one now, under a pointer that rests. */
  refresh() {
    const element = this.#bar.closest("[data-ref='message']");
    if (element) this.#offer(this.#messageOf(element));
  }

  /** A finger that scrolls must not make things appear. */
  #pointed({ pointerType, target }) {
    if (pointerType !== "touch") this.#show(target);
  }

  #show(target) {
    const element = target.closest("[data-ref='message']");
    if (!element || element.contains(this.#bar)) return;
    element.append(this.#bar);
    this.refresh();
  }

  #offer(message) {
    if (!message) return this.#bar.remove();
    const allowed = allowedActs(message, this.#page);
    for (const button of this.#bar.children) {
      const { act } = button.dataset;
      button.hidden = act === "more" ? allowed.length === 0 : !allowed.includes(act);
    }
  }

  #left(to = document.activeElement) {
    const owner = this.#bar.parentElement;
    if (owner && !owner.contains(to)) this.#bar.remove();
  }

  #pressed(target) {
    const button = target.closest("[data-act]");
    const message = button && this.#messageOf(this.#bar.closest("[data-ref='message']"));
    if (!message) return;
    const detail = { name: button.dataset.act, message, anchor: button.getBoundingClientRect() };
    this.dispatchEvent(new CustomEvent("act", { detail }));
  }
}
