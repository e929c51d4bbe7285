// Long texts show their beginning, and all of it when somebody wants to read on.

import { clone, find } from "../lib/dom.js";

const SLOT = "[data-ref='html']";
const LONG = "prose--long";
const OPEN = "prose--open";

/** The style sheet says how high a text may be (`--fold`); an opened one stays open when it is redrawn. */
export class Folding {
  #hold;
  #follow;
  #sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => this.#look(target)));

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.list  the timeline
   * @param {function(function(): void): void} parts.hold  changes it; what is in view stays there
   * @param {function(function(): void): void} parts.follow  as `hold`, but the end stays the end
   */
  constructor({ list, hold, follow }) {
    this.#hold = hold;
    this.#follow = follow;
    list.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-ref='more']")));
    list.addEventListener("focusin", ({ target }) => this.#focused(target));
  }

  /** Look after the text in this element, which has just been filled. */
  watch(slot) {
    slot.classList.add("prose--folds");
    this.#sizes.observe(slot);
    // The same size may have another text.
    if (slot.classList.contains(LONG)) queueMicrotask(() => this.#look(slot));
  }

  #look(slot) {
    if (!slot.isConnected) return this.#sizes.unobserve(slot);
    const wasLong = slot.classList.contains(LONG);
    const isLong = slot.scrollHeight > limitOf(slot) + 1;
    if (isLong === wasLong) return;
    this.#follow(() => this.#mark(slot, isLong));
  }

  #mark(slot, isLong) {
    slot.classList.toggle(LONG, isLong);
    if (isLong) slot.after(clone("more-template"));
    else this.#forget(slot);
  }

  #forget(slot) {
    slot.classList.remove(OPEN);
    find("more", slot.parentElement)?.remove();
  }

  #pressed(button) {
    if (!button) return;
    const slot = button.parentElement.querySelector(SLOT);
    this.#toggle(slot, !slot.classList.contains(OPEN));
    button.scrollIntoView({ block: "nearest" });
  }

  /** What has the focus must be seen. */
  #focused(target) {
    const slot = target.closest(`.${LONG}:not(.${OPEN})`);
    if (!slot || slot === target) return;
    const isSeen = target.getBoundingClientRect().bottom <= slot.getBoundingClientRect().bottom;
    if (isSeen) return;
    this.#toggle(slot, true);
    target.scrollIntoView({ block: "nearest" });
  }

  #toggle(slot, isOpen) {
    this.#hold(() => slot.classList.toggle(OPEN, isOpen));
    find("more", slot.parentElement).setAttribute("aria-expanded", String(isOpen));
  }
}

/** How high the text is when it is not open. */
function limitOf(slot) {
  const isOpen = slot.classList.contains(OPEN);
  slot.classList.remove(OPEN);
  const limit = slot.clientHeight;
  slot.classList.toggle(OPEN, isOpen);
  return limit;
}
