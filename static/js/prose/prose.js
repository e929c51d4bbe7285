// What happens to the text of a message once it stands on the page.

const WIDE = { PRE: "wide_code", TABLE: "wide_table" };

/** Hands it to those who fold, colour and let scroll. */
export class Prose {
  #parts;

  /** @param {{folding: Folding, overflowing: Overflowing, codeBlocks: CodeBlocks}} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Look after this element, which has just been filled. */
  dress(slot) {
    for (const part of Object.values(this.#parts)) part.watch(slot);
  }
}

/** Code and tables that are wider than the text scroll in themselves, with the keyboard too. */
export class Overflowing {
  #strings;
  #sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => this.#look(target)));

  /** @param {{strings: Strings}} parts */
  constructor({ strings }) {
    this.#strings = strings;
  }

  /** Look after what may be wide in this element, which has just been filled. */
  watch(element) {
    for (const wide of element.querySelectorAll("pre, table")) this.#sizes.observe(wide);
  }

  #look(element) {
    if (!element.isConnected) return this.#sizes.unobserve(element);
    const scrolls = element.scrollWidth > element.clientWidth + 1;
    if (scrolls === element.hasAttribute("tabindex")) return;
    if (scrolls) this.#open(element);
    else for (const name of ["tabindex", "role", "aria-label"]) element.removeAttribute(name);
  }

  #open(element) {
    element.tabIndex = 0;
    element.setAttribute("aria-label", this.#strings.say(WIDE[element.tagName]));
    // A table stays one for those who listen.
    if (element.tagName === "PRE") element.setAttribute("role", "group");
  }
}
