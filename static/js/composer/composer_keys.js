// What keys do in the composer: send, leave, edit the last message, turn pages.

import { isComposing } from "../lib/keyboard.js";

/** Tells `send`, `escape`, `edit-last` and `page` (its `detail` is -1 or 1). */
export class ComposerKeys extends EventTarget {
  #field;

  /** @param {ComposerField} field */
  constructor(field) {
    super();
    this.#field = field;
    field.addEventListener("key", ({ detail: event }) => this.#pressed(event));
  }

  #pressed(event) {
    if (isComposing(event) || event.defaultPrevented) return;
    if (event.key === "Enter" && isSending(event)) this.#send(event);
    if (event.key === "Escape") this.#tell("escape");
    if (event.key === "ArrowUp" && !this.#field.text) this.#editLast(event);
    if (event.key === "PageUp") this.#turn(event, -1);
    if (event.key === "PageDown") this.#turn(event, 1);
  }

  #send(event) {
    event.preventDefault();
    if (!event.repeat) this.#tell("send");
  }

  #editLast(event) {
    event.preventDefault();
    this.#tell("edit-last");
  }

  /** The pages of the conversation, unless the text itself needs to be paged. */
  #turn(event, direction) {
    if (this.#field.isScrolling) return;
    event.preventDefault();
    this.#tell("page", direction);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A finger's Enter makes a new line, as everywhere on a phone; the button sends. */
function isSending({ shiftKey, altKey, ctrlKey, metaKey }) {
  if (ctrlKey || metaKey) return true;
  return !shiftKey && !altKey && !matchMedia("(pointer: coarse)").matches;
}
