// Whom the person does not want to read. Nobody else's page differs by it.

/** Tells `change`. Pure. */
export class Blocks extends EventTarget {
  #ids;

  /** @param {number[]} ids  of people */
  constructor(ids) {
    super();
    this.#ids = new Set(ids);
  }

  /** @param {number} id  of a person */
  has(id) {
    return this.#ids.has(id);
  }

  /** Take a frame: the person may have blocked somebody on another device. */
  receive({ blocked }) {
    if (blocked === undefined || String(blocked) === String([...this.#ids].sort(ascending))) return;
    this.#ids = new Set(blocked);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {number} id  of a person */
  set(id, isBlocked) {
    if (isBlocked) this.#ids.add(id);
    else this.#ids.delete(id);
    this.dispatchEvent(new Event("change"));
  }
}

function ascending(one, other) {
  return one - other;
}
