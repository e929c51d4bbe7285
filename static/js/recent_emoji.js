// The emoji that the person used last, kept in the browser.

const KEPT_MAX = 27;
const NAME = "recent";

export class RecentEmoji {
  #shelf;

  /** @param {{get: function, put: function}} shelf */
  constructor(shelf) {
    this.#shelf = shelf;
  }

  /** @returns {string[]} the last one first */
  get all() {
    return this.#shelf.get(NAME) ?? [];
  }

  add(emoji) {
    const others = this.all.filter((one) => one !== emoji);
    this.#shelf.put(NAME, [emoji, ...others].slice(0, KEPT_MAX));
  }
}
