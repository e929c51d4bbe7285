// Walking through the messages with the keyboard.

import { isComposing } from "../lib/keyboard.js";

const MESSAGE = "[data-ref='message'][data-id]";
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/** Tells `leave` when the person wants to go back to writing. */
export class MessageKeys extends EventTarget {
  #list;
  #reachable = null;

  /** @param {HTMLElement} list  the timeline */
  constructor(list) {
    super();
    this.#list = list;
    list.addEventListener("keydown", (event) => this.#pressed(event));
    list.addEventListener("focusin", ({ target }) => this.#reach(target.closest(MESSAGE)));
  }

  /** The Tab key leads to one message: the last, or the one where one was. */
  refresh() {
    if (!this.#reachable?.isConnected) this.#reach(this.#messages.at(-1));
  }

  get #messages() {
    return [...this.#list.querySelectorAll(MESSAGE)].filter((one) => one.offsetParent !== null);
  }

  #reach(message) {
    if (!message) return;
    if (this.#reachable) this.#reachable.tabIndex = -1;
    message.tabIndex = 0;
    this.#reachable = message;
  }

  #pressed(event) {
    if (isComposing(event)) return;
    if (event.key === "Escape") return this.dispatchEvent(new Event("leave"));
    if (!(event.key in STEPS) || !event.target.matches(MESSAGE)) return;
    const messages = this.#messages;
    const next = messages[messages.indexOf(event.target) + STEPS[event.key]];
    event.preventDefault();
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  }
}
