// What happens to the text of a message once it stands on the page.

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
